/// What mail programs write around quotes, as data: correct a row, or add one for a language.
enum QuotePhrases {
  /// The last word of an introduction ("On Monday Ana wrote:"), in lower case, before the colon.
  static let verbs = PhraseTable([
    "wrote", "writes", "schrieb", "schrieben", "geschrieben", "a écrit", "a ecrit", "écrit",
    "écrivait", "escribió", "escribio", "escribe", "ha escrito", "escreveu", "escrito",
    "ha scritto", "scrisse", "scritto", "schreef", "geschreven", "napisał", "napisał(a)",
    "napisała", "napisal", "napisal(a)", "napísal", "napísal(a)", "napísala", "napsal",
    "napsal(a)", "napsala", "napsáno", "pisze", "píše", "piše", "skrev", "skrifaði", "kirjoitti",
    "kirjoittaa", "írta", "ezt írta", "пише", "пишет", "писал", "писал(а)", "писала", "написал",
    "написал(а)", "написала", "написал/а", "написав", "написав(ла)", "написала(а)", "написа",
    "напиша", "је написао", "написао", "yazdı", "yazmış", "yazmıştır", "έγραψε", "έγραψαν",
    "a scris", "a scris următoarele", "napisao", "napisao/la", "je napisao/la", "je napisal/a",
    "je napisala", "je napisao", "写道", "寫道", "写到", "寫到", "のメール", "のメッセージ",
    "さんは書きました", "が書きました", "書きました", "さんからのメール", "작성", "님이 작성", "님이 씀",
    "쓴 글", "đã viết", "viết", "menulis", "telah menulis", "เขียนว่า", "เขียน", "כתב", "כתבה",
    "כתב/ה", "כתב:ה", "כתב(ה)", "كتب", "كتبت", "كتب ما يلي", "نوشت", "نوشته", "rašė", "parašė",
    "kirjutas", "rakstīja", "va escriure", "ha escrit", "idatzi zuen", "escribiu",
    "schrieb folgendes", "het volgende geschreven", "şunu yazdı", "şunları yazdı", "ने लिखा",
  ])

  /// Verbs that many a sentence ends with too: they count above a quote only.
  static let rareVerbs = PhraseTable(["sent", "said", "says", "verzond", "nous a dit"])

  /// How introductions begin, in lower case.
  static let openers = PhraseTable([
    "on ", "at ", "in message ", "am ", "le ", "el ", "il ", "il giorno ", "in data ", "em ",
    "no dia ", "op ", "den ", "d. ", "på ", "dnia ", "w dniu ", "dne ", "dňa ", "dana ",
    "în data ", "în ", "la data ", "pe ", "στις ", "vào ", "pada ", "בתאריך", "ב-", "ב־", "في ",
    "þann ", "kuupäeval ", "na ", "u ", "ma ", "ti ", "ke ", "to ", "la ",
    "su ", "lø ", "sø ", "fr ", "mo ", "di ", "mi ", "do ", "sa ", "so ", "во ", "в ", "на ",
    "dia ", "在", "於", "于", "20", "19",
  ])

  /// Who speaks of a mail of his own, in lower case: "On Monday I wrote:" is text.
  static let firstPersons: Set<String> = [
    "i", "we", "ich", "wir", "j'ai", "j’ai", "ai", "nous", "avons", "he", "hemos", "yo", "ho",
    "abbiamo", "ik", "wij", "jag", "vi", "jeg", "minä", "eu", "nós", "я", "мы", "ja", "my",
    "have", "i've", "i’ve", "habe", "haben", "hebben", "heb",
  ]

  /// Words that mark a line between dashes as the head of an earlier mail, in lower case.
  static let separators = PhraseTable([
    "original message", "original appointment", "original email", "original e-mail",
    "forwarded message", "forwarded by", "forwarded email", "forwarded mail", "reply message",
    "previous message", "begin forwarded", "end of original", "inline attachment follows",
    "ursprüngliche nachricht", "ursprüngliche mail", "ursprüngliche e-mail", "originalnachricht",
    "original-nachricht", "originale nachricht", "original nachricht", "antwort nachricht",
    "weitergeleitete nachricht", "weitergeleitete mail", "originalmail", "ursprünglicher termin",
    "message d'origine", "message d’origine", "message original",
    "message initial", "message transféré", "message réexpédié", "message transmis",
    "courriel original", "mail original", "e-mail d'origine", "rendez-vous d'origine",
    "mensaje original", "mensaje reenviado", "correo original", "missatge original",
    "missatge reenviat", "mensaxe orixinal", "mensagem original", "mensagem encaminhada",
    "mensagem reencaminhada", "mensagem inicial", "messaggio originale", "messaggio inoltrato",
    "messaggio originario", "messaggio di risposta", "oorspronkelijk bericht",
    "oorspronkelijke bericht", "oorspronkelijke e-mail", "origineel bericht",
    "originele bericht", "doorgestuurd bericht", "wiadomość oryginalna", "oryginalna wiadomość",
    "oryginalny e-mail", "wiadomość przekazana", "przekazana wiadomość", "wiadomość źródłowa",
    "treść przekazanej", "původní zpráva", "původní e-mail", "původní email", "originální zpráva",
    "přeposlaná zpráva", "předávaná zpráva", "pôvodná správa", "pôvodný e-mail",
    "preposlaná správa", "ursprungligt meddelande", "originalmeddelande",
    "ursprungligt mail", "vidarebefordrat meddelande", "opprinnelig melding",
    "opprinnelig e-post", "opprinnelig beskjed", "opprinnelege meldinga", "videresendt melding",
    "oprindelig meddelelse", "oprindelig besked", "oprindelig mail", "original besked",
    "original meddelelse", "original melding", "videresendt meddelelse", "videresendt besked",
    "alkuperäinen viesti", "välitetty viesti", "edelleenlähetetty viesti", "eredeti üzenet",
    "eredeti levél", "továbbított üzenet", "исходное сообщение", "исходное письмо",
    "пересылаемое сообщение", "пересланное сообщение", "перенаправленное сообщение",
    "оригинальное сообщение", "оригінальне повідомлення", "вихідне повідомлення",
    "початкове повідомлення", "переслане повідомлення", "пересилається", "özgün ileti",
    "orijinal mesaj", "orijinal ileti", "orjinal mesaj", "iletilen mesaj", "iletilmiş mesaj",
    "yönlendirilen ileti", "αρχικό μήνυμα", "πρωτότυπο μήνυμα", "προωθημένο μήνυμα",
    "mesajul original", "mesaj original", "mesajul inițial", "mesaj redirecționat",
    "mesaj retrimis", "оригинално съобщение", "първоначално съобщение", "препратено съобщение",
    "originalna poruka", "izvorna poruka", "orginalna poruka", "prvobitna poruka",
    "оригинална порука", "изворна порука", "proslijeđena poruka", "prosleđena poruka",
    "izvirno sporočilo", "posredovano sporočilo", "algne sõnum", "algne kiri",
    "edasisaadetud kiri", "sākotnējais ziņojums", "oriģinālais ziņojums", "pradinis laiškas",
    "originalus laiškas", "upprunaleg skilaboð", "jatorrizko mezua", "原始邮件", "原邮件", "原始信息",
    "邮件原件", "转发的邮件", "转发邮件", "转发邮件信息", "原始郵件", "原始訊息", "郵件原件", "轉寄的郵件",
    "轉寄郵件", "轉寄訊息", "元のメッセージ", "元のメール", "オリジナルメッセージ",
    "オリジナル メッセージ", "転送されたメッセージ", "転送メッセージ", "転送メール", "원본 메시지",
    "원본 메일", "원본 이메일", "원본메시지", "전달된 메시지", "전달된 메일", "thư gốc", "tin nhắn gốc",
    "thư đã chuyển tiếp", "tin nhắn đã chuyển tiếp", "pesan asli", "pesan terusan", "mesej asal",
    "ข้อความต้นฉบับ", "ข้อความเดิม", "ข้อความที่ส่งต่อ", "הודעה מקורית", "הודעה שהועברה",
    "ההודעה המקורית", "الرسالة الأصلية", "رسالة أصلية", "رسالة معاد توجيهها", "پیام اصلی",
    "मूल संदेश",
  ])

  /// Whole lines without dashes that open a forwarded mail, in lower case, before the colon.
  static let forwards: Set<String> = [
    "begin forwarded message", "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail", "weitergeleitete nachricht",
    "début du message réexpédié", "début du message transféré", "message transféré",
    "inicio del mensaje reenviado", "início da mensagem encaminhada",
    "início da mensagem reencaminhada", "inizio messaggio inoltrato",
    "inizio del messaggio inoltrato", "begin doorgestuurd bericht", "vidarebefordrat brev",
    "vidarebefordrat mejl", "videresendt brev", "videresendt besked", "videresendt melding",
    "start på videresendt melding", "start på videresendt besked", "välitetty viesti alkaa",
    "välitetty viesti", "początek przekazywanej wiadomości", "začátek přeposílané zprávy",
    "začátek přeposlané zprávy", "začiatok preposlanej správy", "továbbított üzenet kezdete",
    "továbbított levél kezdete", "начало переадресованного сообщения",
    "начало пересылаемого сообщения", "початок листа, що пересилається",
    "iletilen ileti başlangıcı", "yönlendirilen ileti başlangıcı", "begin mesajul redirecționat",
    "începutul mesajului redirecționat", "αρχή προωθημένου μηνύματος",
    "početak proslijeđene poruke", "下面是被转发的邮件", "以下是转发的邮件", "开始转发的邮件", "以下是轉寄的郵件",
    "開始轉寄郵件", "転送されたメッセージ", "전달된 메시지", "전달받은 메시지 시작", "inici del missatge reenviat",
    "תחילת ההודעה שהועברה", "بدء الرسالة المعاد توجيهها", "bắt đầu thư đã chuyển tiếp",
  ]

  /// Lines that a help desk puts above its own words, in lower case.
  static let replyMarks = PhraseTable([
    "reply above this line", "type your reply above", "write above this line",
    "reply above the line", "write your reply above", "please reply above",
    "antworten sie oberhalb dieser zeile", "bitte oberhalb dieser zeile antworten",
    "antworten sie über dieser zeile", "bitte antworten sie über dieser linie",
    "répondez au-dessus de cette", "répondre au-dessus de cette", "écrivez au-dessus de cette",
    "responda encima de esta línea", "responda por encima de esta",
    "escriba su respuesta por encima de esta", "responda acima desta linha",
    "rispondi sopra questa riga", "scrivi la tua risposta sopra questa riga",
    "antwoord boven deze regel", "typ uw antwoord boven deze regel", "svara ovanför den här raden",
    "skriv dit svar over denne linje", "odpowiedz powyżej tej linii",
  ])
}
