import Domain

/// What can happen to an order of the sample shop, and how its customer tells it.
struct SampleMishap: Sendable {
  /// Where the order must stand for the story to make sense.
  enum Situation: Sendable {
    case waitingToShip
    case inTransit
    case outForDelivery
    case late
    case lost
    case delivered
    case deliveredMissing
    case failedDelivery
    case returned
    case refundPending
    case refunded
    case cancelled
    case none
  }

  /// How the order stands.
  var situation: Situation
  /// What agents have tagged such tickets with, where one already has.
  var tag: String
  /// By language: subject and words, with `{order}`, `{item}`, `{name}` and `{city}`.
  var words: [String: (subject: String, body: String)]
  /// A picture comes with it.
  var hasPhoto = false

  static let all: [SampleMishap] = shipping + goods + money + questions

  // MARK: - On the way

  private static let shipping: [SampleMishap] = [
    SampleMishap(
      situation: .inTransit, tag: "wismo",
      words: [
        "en": (
          "Where is my order {order}?",
          "Hi,\n\nI ordered the {item} last week and the tracking page has not changed for days.\nCan you tell me when it will be here?\n\nThanks,\n{name}"
        ),
        "de": (
          "Wo ist mein Paket? {order}",
          "Guten Tag,\n\nich warte auf meine Bestellung {order} ({item}). Laut Sendungsverfolgung tut sich seit Tagen nichts.\nWann kann ich damit rechnen?\n\nViele Grüße\n{name}"
        ),
        "fr": (
          "Où est ma commande {order} ?",
          "Bonjour,\n\nJ'attends ma commande {order} ({item}) depuis plus d'une semaine. Pouvez-vous me dire où elle se trouve ?\n\nMerci d'avance,\n{name}"
        ),
        "es": (
          "¿Dónde está mi pedido {order}?",
          "Hola:\n\nHice el pedido {order} ({item}) hace una semana y sigue sin llegar. ¿Me pueden decir cuándo lo recibiré?\n\nGracias,\n{name}"
        ),
        "it": (
          "Dov'è il mio ordine {order}?",
          "Buongiorno,\n\naspetto l'ordine {order} ({item}) da più di una settimana. Sapete dirmi dove si trova?\n\nGrazie,\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .late, tag: "late",
      words: [
        "en": (
          "Order {order} is late, needed it for a birthday",
          "Hello,\n\nthe {item} should have arrived on Tuesday. It is for my sister's birthday this weekend.\nIs there anything you can do?\n\n{name}"
        ),
        "de": (
          "Bestellung {order} überfällig",
          "Hallo,\n\ndie Lieferung ({item}) war für vorgestern angekündigt und ist noch immer nicht da. Bitte um Rückmeldung.\n\n{name}"
        ),
        "fr": (
          "Retard de livraison {order}",
          "Bonjour,\n\nLa livraison de « {item} » était prévue avant-hier. Toujours rien. Que se passe-t-il ?\n\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .lost, tag: "lost",
      words: [
        "en": (
          "No scan for two weeks: {order}",
          "Hi there,\n\nthe carrier says they cannot find my parcel any more (order {order}, {item}).\nI would like a new one or my money back please.\n\nRegards\n{name}"
        ),
        "it": (
          "Pacco smarrito, ordine {order}",
          "Salve,\n\nil corriere dice di aver perso il pacco con «{item}». Come procediamo?\n\nCordiali saluti\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .deliveredMissing, tag: "not-received",
      words: [
        "en": (
          "Marked as delivered but nothing here ({order})",
          "Hello,\n\ntracking says the {item} was delivered yesterday at 11:40. I was at home all day in {city} and nobody rang. My neighbours have not got it either.\n\nWhat now?\n{name}"
        ),
        "es": (
          "Figura como entregado pero no lo tengo ({order})",
          "Buenas tardes:\n\nEl seguimiento dice que «{item}» se entregó ayer, pero aquí no ha llegado nada. Los vecinos tampoco lo tienen.\n\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .failedDelivery, tag: "delivery",
      words: [
        "en": (
          "Driver could not find the address",
          "Hi, I got a note that my parcel {order} could not be delivered. The address is right, but the entrance is around the corner. Could you tell them?\n\n{name}"
        )
      ]),
    SampleMishap(
      situation: .outForDelivery, tag: "wismo",
      words: [
        "en": (
          "Will it come today?",
          "Quick question about {order}: the app says out for delivery, can I still ask them to leave it with number 16?\n\n{name}"
        ),
        "de": (
          "Kommt das Paket heute noch?",
          "Hallo, {order} ist laut App in Zustellung. Kann der Bote es bitte beim Nachbarn (Nr. 10) abgeben?\n\nDanke\n{name}"
        ),
      ]),
  ]

  // MARK: - What arrived

  private static let goods: [SampleMishap] = [
    SampleMishap(
      situation: .delivered, tag: "damaged",
      words: [
        "en": (
          "{item} arrived broken (photo)",
          "Hi,\n\nthe {item} I ordered arrived damaged. Photo attached. The box was fine, so I think it was packed like that.\nOrder {order}.\n\nBest,\n{name}"
        ),
        "de": (
          "Ware beschädigt angekommen, {order}",
          "Guten Tag,\n\nleider ist «{item}» beschädigt angekommen, siehe Foto. Ich hätte gern Ersatz.\n\nFreundliche Grüße\n{name}"
        ),
        "fr": (
          "Article cassé à la livraison",
          "Bonjour,\n\n« {item} » est arrivé cassé (photo jointe), commande {order}. Pouvez-vous m'en renvoyer un ?\n\nCordialement,\n{name}"
        ),
      ], hasPhoto: true),
    SampleMishap(
      situation: .delivered, tag: "wrong-item",
      words: [
        "en": (
          "Wrong item in the parcel",
          "Hello,\n\nI ordered {item} (order {order}) and got something completely different. How do we sort this out?\n\n{name}"
        ),
        "es": (
          "Artículo equivocado en {order}",
          "Hola:\n\nPedí «{item}» y me ha llegado otra cosa. ¿Cómo hago el cambio?\n\nUn saludo,\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .delivered, tag: "exchange",
      words: [
        "en": (
          "Wrong size, can I swap?",
          "Hi, the {item} is too small for me. Can I swap it for the next size up? Order {order}, not worn.\n\nCheers {name}"
        ),
        "it": (
          "Cambio taglia {order}",
          "Ciao,\n\nvorrei cambiare «{item}» con una taglia più grande. È possibile?\n\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .delivered, tag: "missing-item",
      words: [
        "en": (
          "One item missing from {order}",
          "Hi,\n\nmy parcel came today but there was only one of the two things in it. The {item} is missing. The packing slip says both.\n\n{name}"
        )
      ]),
    SampleMishap(
      situation: .delivered, tag: "warranty",
      words: [
        "en": (
          "Stopped working after three months",
          "Hello,\n\nthe {item} from order {order} does not work any more. I looked after it well. Is that covered by the warranty?\n\nKind regards\n{name}"
        ),
        "de": (
          "Garantiefall {order}",
          "Hallo,\n\nnach drei Monaten ist «{item}» kaputt, ohne dass ich etwas falsch gemacht hätte. Wie läuft das mit der Garantie?\n\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .returned, tag: "return",
      words: [
        "en": (
          "My return has arrived, hasn't it?",
          "Hi, I sent the {item} back and the carrier says you have had it for four days. When will I get my money ({order})?\n\n{name}"
        ),
        "fr": (
          "Retour bien reçu ?",
          "Bonjour,\n\nJ'ai renvoyé « {item} » (commande {order}). L'avez-vous bien reçu ? Quand serai-je remboursée ?\n\n{name}"
        ),
      ]),
  ]

  // MARK: - Money

  private static let money: [SampleMishap] = [
    SampleMishap(
      situation: .refundPending, tag: "refund",
      words: [
        "en": (
          "Refund for {order} still not on my account",
          "Hi,\n\nyou wrote last week that the refund for the {item} is on its way. My bank says nothing has come in. Could you check?\n\nThanks\n{name}"
        ),
        "de": (
          "Erstattung {order}",
          "Guten Tag,\n\nseit einer Woche warte ich auf die Erstattung für «{item}». Bitte prüfen Sie das.\n\nMit freundlichen Grüßen\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .waitingToShip, tag: "cancel",
      words: [
        "en": (
          "Please cancel order {order}",
          "Hello, I ordered the {item} by mistake a few minutes ago. Please cancel before it ships!\n\n{name}"
        ),
        "it": (
          "Annullare l'ordine {order}",
          "Buongiorno, ho ordinato «{item}» per errore. Potete annullare prima della spedizione?\n\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .waitingToShip, tag: "address",
      words: [
        "en": (
          "Change of address for {order}",
          "Hi, I moved house and forgot to update the address. Can order {order} go to 4 Bridge Street instead? Same town ({city}).\n\nSorry for the trouble!\n{name}"
        ),
        "es": (
          "Cambio de dirección {order}",
          "Hola: me he mudado. ¿Pueden enviar el pedido {order} a la Calle Nueva 7, en la misma ciudad?\n\nGracias\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .delivered, tag: "invoice",
      words: [
        "en": (
          "Invoice with VAT number",
          "Dear team,\n\ncould I have an invoice for order {order} with our company's VAT number on it? IE 6388047V.\n\nRegards,\n{name}"
        ),
        "de": (
          "Rechnung zu {order}",
          "Guten Tag, mir fehlt noch die Rechnung zu {order}. Bitte als PDF.\n\n{name}"
        ),
        "fr": (
          "Facture {order}",
          "Bonjour, je n'ai pas reçu de facture pour la commande {order}. Pouvez-vous me l'envoyer ?\n\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .refunded, tag: "refund",
      words: [
        "en": (
          "Thanks for the refund",
          "All good now, the money for {order} came in this morning. Thank you for sorting it so quickly.\n\n{name}"
        )
      ]),
    SampleMishap(
      situation: .cancelled, tag: "billing",
      words: [
        "en": (
          "Charged although cancelled",
          "Hi, order {order} was cancelled but my card was charged all the same. Please look into it.\n\n{name}"
        )
      ]),
  ]

  // MARK: - Questions

  private static let questions: [SampleMishap] = [
    SampleMishap(
      situation: .none, tag: "presale",
      words: [
        "en": (
          "Question about the {item}",
          "Hi! Is the {item} dishwasher safe, and do you ship to Norway?\n\nThanks, {name}"
        ),
        "de": (
          "Frage zu «{item}»",
          "Hallo, wird «{item}» in Europa hergestellt? Und wie lange dauert der Versand in die Schweiz?\n\nGrüße\n{name}"
        ),
        "fr": (
          "Question sur « {item} »",
          "Bonjour, « {item} » sera-t-il de nouveau disponible en rouge ?\n\nMerci !\n{name}"
        ),
        "it": (
          "Domanda su «{item}»",
          "Buongiorno, quanto pesa «{item}»? Vorrei portarlo in viaggio.\n\nGrazie\n{name}"
        ),
      ]),
    SampleMishap(
      situation: .none, tag: "stock",
      words: [
        "en": (
          "When is the {item} back?",
          "Hello, the {item} has been out of stock for a while. Do you know when it is coming back?\n\n{name}"
        )
      ]),
    SampleMishap(
      situation: .delivered, tag: "review",
      words: [
        "en": (
          "Very disappointed",
          "I left a two star review. The {item} looks nothing like the pictures and nobody answered my first mail about {order}. I expected more.\n\n{name}"
        )
      ]),
    SampleMishap(
      situation: .delivered, tag: "dispute",
      words: [
        "en": (
          "I will open a case",
          "This is my third message about {order}. If I do not hear from you today I will open a case with the marketplace.\n\n{name}"
        )
      ]),
  ]
}
