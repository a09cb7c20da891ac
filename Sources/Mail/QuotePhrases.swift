/// What mail programs write around quotes, as data: correct a row, or add one for a language.
enum QuotePhrases {
  /// The last word of an introduction ("On Monday Ana wrote:"), in lower case, before the colon.
  static let verbs = PhraseTable([
    "wrote", "writes", "schrieb", "geschrieben", "a écrit", "a ecrit", "escribió", "escribio",
    "escreveu", "ha scritto", "scrisse", "scritto", "schreef", "geschreven", "napisał",
    "napisał(a)", "napisała", "napisal", "napisal(a)", "napísal", "napísal(a)", "napsal",
    "napsal(a)", "napsala", "skrev", "skrifaði", "kirjoitti", "írta", "пише", "пишет", "написал",
    "написал(а)", "написала", "написав", "написала(а)", "написа", "напиша", "yazdı", "yazmış",
    "έγραψε", "a scris", "napisao", "napisala", "napisao/la", "je napisao/la", "je napisal/a",
    "写道", "寫道", "のメール", "のメッセージ", "さんは書きました", "작성", "님이 작성", "đã viết", "menulis",
    "เขียนว่า", "כתב", "כתבה", "כתב/ה", "כתב:ה", "كتب", "كتبت", "نوشت", "rašė", "parašė", "kirjutas",
    "rakstīja", "va escriure", "ha escrit", "idatzi zuen", "escribiu", "schrieb folgendes",
    "het volgende geschreven", "ezt írta", "şunu yazdı", "şunları yazdı",
  ])

  /// Words that mark a line between dashes as the head of an earlier mail, in lower case.
  static let separators = PhraseTable([
    "original message", "original appointment", "forwarded message", "forwarded by",
    "reply message", "previous message", "begin forwarded", "ursprüngliche nachricht",
    "originalnachricht", "original-nachricht", "weitergeleitete nachricht", "originalmail",
    "message d'origine", "message d’origine", "message original", "message initial",
    "message transféré", "message réexpédié", "mensaje original", "mensaje reenviado",
    "missatge original", "mensagem original", "mensagem encaminhada", "mensagem reencaminhada",
    "messaggio originale", "messaggio inoltrato", "oorspronkelijk bericht", "origineel bericht",
    "doorgestuurd bericht", "wiadomość oryginalna", "oryginalna wiadomość",
    "wiadomość przekazana", "przekazana wiadomość", "treść przekazanej", "původní zpráva",
    "přeposlaná zpráva", "pôvodná správa", "preposlaná správa", "ursprungligt meddelande",
    "originalmeddelande", "vidarebefordrat meddelande", "opprinnelig melding",
    "videresendt melding", "oprindelig meddelelse", "videresendt meddelelse",
    "alkuperäinen viesti", "välitetty viesti", "edelleenlähetetty viesti", "eredeti üzenet",
    "továbbított üzenet", "исходное сообщение", "пересылаемое сообщение",
    "пересланное сообщение", "оригинальное сообщение", "оригінальне повідомлення",
    "вихідне повідомлення", "переслане повідомлення", "özgün ileti", "orijinal mesaj",
    "orijinal ileti", "iletilen mesaj", "αρχικό μήνυμα", "προωθημένο μήνυμα", "mesajul original",
    "mesaj redirecționat", "оригинално съобщение", "препратено съобщение", "originalna poruka",
    "proslijeđena poruka", "izvirno sporočilo", "原始邮件", "原邮件", "邮件原件", "转发的邮件", "转发邮件",
    "原始郵件", "原始訊息", "轉寄的郵件", "元のメッセージ", "オリジナルメッセージ", "転送されたメッセージ",
    "원본 메시지", "원본 메일", "전달된 메시지", "thư gốc", "pesan asli", "ข้อความต้นฉบับ",
    "הודעה מקורית", "הודעה שהועברה", "الرسالة الأصلية", "رسالة أصلية",
  ])

  /// Whole lines without dashes that open a forwarded mail, in lower case, before the colon.
  static let forwards: [String] = [
    "begin forwarded message", "anfang der weitergeleiteten nachricht",
    "début du message réexpédié", "début du message transféré", "inicio del mensaje reenviado",
    "início da mensagem encaminhada", "início da mensagem reencaminhada",
    "inizio messaggio inoltrato", "begin doorgestuurd bericht", "vidarebefordrat brev",
    "videresendt brev", "start på videresendt melding", "välitetty viesti alkaa",
    "początek przekazywanej wiadomości", "начало переадресованного сообщения", "下面是被转发的邮件",
    "転送されたメッセージ", "전달된 메시지",
  ]

  /// What the fields of an earlier mail are called in its quoted head, in lower case.
  static let senders: Set<String> = [
    "from", "von", "de", "da", "van", "od", "från", "fra", "lähettäjä", "feladó", "от", "від",
    "kimden", "gönderen", "από", "de la", "发件人", "寄件者", "寄件人", "差出人", "送信元", "보낸 사람",
    "보낸사람", "từ", "dari", "จาก", "מאת", "من", "expéditeur", "remitente", "mittente", "absender",
    "pošiljatelj", "šalje", "saatja", "nuo", "no",
  ]

  /// Names of the other fields there: when, to whom, about what.
  static let others: Set<String> = [
    "sent", "date", "to", "cc", "bcc", "subject", "reply-to", "reply to", "importance",
    "attachments", "gesendet", "datum", "an", "kopie", "betreff", "antwort an", "envoyé",
    "envoyé le", "date d'envoi", "à", "a", "copie à", "objet", "répondre à", "enviado",
    "enviado el", "enviada em", "enviado em", "fecha", "para", "asunto", "data", "assunto",
    "inviato", "oggetto", "risposta", "rispondi a", "verzonden", "aan", "onderwerp", "wysłano",
    "wysłane", "do", "temat", "dw", "odesláno", "komu", "předmět", "kopie", "odoslané", "dátum",
    "predmet", "skickat", "till", "ämne", "kopia", "sendt", "til", "emne", "dato", "lähetetty",
    "vastaanottaja", "aihe", "päivämäärä", "elküldve", "címzett", "tárgy", "másolatot kap",
    "отправлено", "кому", "тема", "дата", "копия", "надіслано", "копія", "gönderilme tarihi",
    "gönderildi", "tarih", "kime", "konu", "bilgi", "ημερομηνία", "στάλθηκε", "προς", "θέμα",
    "εστάλη", "κοιν", "trimis", "către", "catre", "subiect", "изпратено", "до", "относно",
    "发送时间", "收件人", "主题", "抄送", "日期", "寄件日期", "收件者", "主旨", "副本", "送信日時", "日時", "宛先",
    "件名", "보낸 날짜", "날짜", "받는 사람", "받는사람", "제목", "참조", "ngày", "đến", "tới", "chủ đề",
    "tanggal", "kepada", "ke", "perihal", "วันที่", "ถึง", "เรื่อง", "נשלח", "תאריך", "אל", "נושא",
    "إلى", "الموضوع", "التاريخ", "تاريخ الإرسال", "poslano", "za", "zadeva",
  ]

  /// How telephones and programs sign by themselves, in lower case, at the start of a line.
  static let deviceSignatures = PhraseTable([
    "sent from my ", "sent from mail for", "sent from outlook", "sent from yahoo", "sent from a ",
    "sent from samsung", "sent from proton", "sent from gmail", "sent from the all new",
    "sent from aol", "sent with proton", "sent with airmail", "sent with spark", "sent via ",
    "sent by ", "sent using ", "get outlook for", "envoyé de mon ", "envoyé depuis mon ",
    "envoyé depuis ", "envoyé à partir de ", "téléchargez outlook", "obtenez outlook",
    "von meinem ", "gesendet von ", "gesendet mit ", "diese nachricht wurde von meinem",
    "holen sie sich outlook", "outlook für ", "enviado desde mi ", "enviado desde ",
    "obtener outlook", "enviado do meu ", "enviado de meu ", "enviado a partir do ",
    "obter o outlook", "inviato da ", "inviato dal mio ", "ottieni outlook", "verzonden vanaf ",
    "verstuurd vanaf ", "verzonden met ", "outlook voor ", "wysłano z ", "wysłane z ",
    "odesláno z ", "odoslané z ", "skickat från ", "sendt fra ", "hämta outlook", "hent outlook",
    "lähetetty ", "elküldve az ", "отправлено с ", "отправлено из ", "надіслано з ",
    "trimis de pe ", "στάλθηκε από ", "εστάλη από ", "发自我的", "從我的", "從 my", "iphoneから送信",
    "ipadから送信", "나의 iphone에서", "내 iphone에서", "iphone'umdan", "iphone’umdan", "dikirim dari ",
    "được gửi từ ", "gửi từ ", "נשלח מה", "أرسلت من ", "تم الإرسال من ",
  ])

  /// Lines that a help desk puts above its own words, in lower case.
  static let replyMarks = PhraseTable([
    "reply above this line", "type your reply above", "write above this line",
    "reply above the line", "antworten sie oberhalb dieser zeile", "répondez au-dessus de cette",
    "responda encima de esta línea", "responda por encima de esta",
  ])
}
