/// What the fields of an earlier mail are called in its quoted head, as data.
extension QuotePhrases {
  /// The names in lower case and what they tell; a name of two meanings has the first of them.
  static let fields: [String: QuoteSigns.Field] = {
    var fields: [String: QuoteSigns.Field] = [:]
    let rows: [(QuoteSigns.Field, [String])] = [
      (.sender, senders), (.date, dates), (.subject, subjects), (.recipient, recipients),
      (.other, others),
    ]
    for (field, names) in rows {
      for name in names where fields[name] == nil { fields[name] = field }
    }
    return fields
  }()

  private static let senders = [
    "from", "von", "de", "da", "van", "od", "från", "fra", "lähettäjä", "feladó", "от", "від",
    "kimden", "gönderen", "από", "de la", "发件人", "寄件者", "寄件人", "差出人", "送信元", "送信者",
    "보낸 사람", "보낸사람", "보낸이", "từ", "người gửi", "dari", "pengirim", "จาก", "ผู้ส่ง", "מאת", "من",
    "المرسل", "از", "expéditeur", "remitente", "remetente", "mittente", "absender", "afzender",
    "avsändare", "avsender", "afsender", "nadawca", "odesílatel", "odosielateľ", "отправитель",
    "відправник", "αποστολέας", "expeditor", "подател", "изпраща", "pošiljatelj", "pošiljalac",
    "пошиљалац", "šalje", "saatja", "kellelt", "nuo", "no", "frá", "nork", "发送人", "發件人",
    "gesendet von", "sent by", "प्रेषक",
  ]

  private static let dates = [
    "sent", "date", "sent at", "sent on", "received", "when", "time", "gesendet", "gesendet am",
    "datum", "zeit", "envoyé", "envoyé le", "date d'envoi", "date d’envoi", "le", "date et heure",
    "enviado", "enviado el", "enviada em", "enviado em", "enviada", "enviat", "fecha", "data",
    "data de envio", "fecha de envío", "inviato", "inviato il", "inviata", "data invio",
    "data di invio", "verzonden", "verzonden op", "wysłano", "wysłane", "data wysłania",
    "odesláno", "odeslané", "odoslané", "dátum", "skickat", "datum/tid", "sendt", "dato",
    "sendt den", "lähetetty", "päivämäärä", "päiväys", "pvm", "elküldve", "küldve",
    "küldés dátuma", "отправлено", "дата", "дата отправки", "надіслано", "відправлено",
    "gönderilme tarihi", "gönderildi", "gönderme tarihi", "tarih", "ημερομηνία", "στάλθηκε",
    "εστάλη", "αποστολή", "trimis", "trimis la", "изпратено", "poslano", "poslato", "datum",
    "saadetud", "kuupäev", "išsiųsta", "nosūtīts", "sent", "发送时间", "发送日期", "寄件日期", "傳送時間",
    "日期", "时间", "時間", "傳送日期", "送信日時", "日時", "日付", "送信日", "보낸 날짜", "날짜", "보낸시간",
    "보낸 시간", "발송일", "ngày", "ngày gửi", "đã gửi", "tanggal", "dikirim", "terkirim", "วันที่",
    "ส่ง", "ส่งเมื่อ", "נשלח", "תאריך", "التاريخ", "تاريخ الإرسال", "أرسلت", "تم الإرسال", "تاریخ",
    "दिनांक",
  ]

  private static let subjects = [
    "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "temat",
    "předmět", "predmet", "ämne", "emne", "aihe", "tárgy", "тема", "konu", "θέμα", "subiect",
    "относно", "主题", "主旨", "主題", "件名", "제목", "chủ đề", "tiêu đề", "perihal", "subjek",
    "judul", "เรื่อง", "נושא", "הנדון", "الموضوع", "موضوع", "zadeva", "teema", "tema", "temats",
    "assumpte", "gaia", "efni", "sujet", "onderwerp", "विषय", "標題", "标题",
  ]

  private static let recipients = [
    "to", "an", "à", "a", "para", "aan", "do", "komu", "till", "til", "vastaanottaja", "címzett",
    "кому", "kime", "alıcı", "προς", "către", "catre", "до", "за", "收件人", "收件者", "宛先",
    "送信先", "받는 사람", "받는사람", "đến", "tới", "người nhận", "kepada", "ke", "untuk", "ถึง", "אל",
    "إلى", "به", "za", "prima", "kam", "kellele", "kam", "destinataire", "destinataires",
    "destinatario", "destinatário", "empfänger", "ontvanger", "geadresseerde", "mottagare",
    "mottaker", "modtager", "odbiorca", "příjemce", "получатель", "delivered-to", "per",
    "nori", "प्रति", "收信人",
  ]

  private static let others = [
    "cc", "bcc", "reply-to", "reply to", "importance", "priority", "attachments", "attachment",
    "sensitivity", "kopie", "kopie an", "blindkopie", "antwort an", "anlagen", "anhänge", "anhang",
    "wichtigkeit", "priorität", "copie à", "copie", "cci", "répondre à", "pièces jointes",
    "importancia", "prioridad", "con copia", "cco", "datos adjuntos", "responder a",
    "anexos", "importância", "risposta", "rispondi a", "allegati", "priorità", "ccn",
    "beantwoorden - aan", "antwoorden aan", "bijlagen", "urgentie", "dw", "udw", "kopia",
    "odpowiedz do", "załączniki", "ważność", "kopie", "přílohy", "odpovědět", "důležitost",
    "kópia", "prílohy", "kopia till", "svar till", "bifogade filer", "prioritet", "kopi",
    "kopi til",
    "svar til", "vedlegg", "vedhæftede filer", "vigtighed", "viktighet", "kopio", "liitteet",
    "tärkeys", "másolatot kap", "másolat", "mellékletek", "fontosság", "копия", "вложения",
    "важность", "копія", "вкладення", "bilgi", "ekler", "önem", "κοιν", "κοινοποίηση",
    "συνημμένα", "atașări", "importanță", "copie carbon", "копие", "прикачени файлове", "抄送", "附件",
    "重要性", "副本", "密件抄送", "回复", "答复", "重要度", "添付ファイル", "참조", "숨은참조", "첨부", "첨부파일",
    "중요도", "đồng gửi", "tembusan", "สำเนา", "עותק", "העתק", "نسخة", "koopia", "kopija",
    "organization", "newsgroups", "list-post", "message-id", "x-mailer", "in-reply-to",
    "references", "on behalf of", "mailed-by", "signed-by", "tags", "categories", "kategorien",
    "resent-from", "resent-to", "return-path", "user-agent",
  ]
}
