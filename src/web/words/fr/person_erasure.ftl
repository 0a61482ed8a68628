erasure-link = L'effacer de nos informations
erasure-title = L'effacer de nos informations
erasure-why = Elle peut le demander à tout moment, sans dire pourquoi. C'est fait aussitôt, partout, et cela ne se défait pas.
erasure-goes = Ce qui disparaît
erasure-goes-name = son nom, son adresse, ce qui l'aide à entendre, ses souhaits, ses absences
erasure-goes-numbers = { $n ->
    [one] son numéro
   *[other] ses { $n } numéros
}
erasure-goes-contacts = { $n ->
    [one] le proche qu'elle a indiqué
   *[other] les { $n } proches qu'elle a indiqués
}
erasure-goes-notes = { $n ->
    [one] la note écrite à son sujet
   *[other] les { $n } notes écrites à son sujet
}
erasure-goes-series = { $n ->
    [one] sa série d'appels
   *[other] ses { $n } séries d'appels
}
erasure-goes-calls = { $n ->
    [one] un appel à venir : son bénévole est prévenu, sans son nom
   *[other] { $n } appels à venir : ses bénévoles sont prévenus, sans son nom
}
erasure-goes-texts = { $n ->
    [one] le message qu'elle a reçu
   *[other] les { $n } messages qu'elle a reçus
}
erasure-goes-lists = { $n ->
    [one] son inscription sur une liste suivie pour un partenaire
   *[other] ses inscriptions sur { $n } listes suivies pour des partenaires
}
erasure-goes-elsewhere = les messages vocaux qu'elle a laissés, son foyer, les listes d'appels, et son nom partout où il a été écrit pour un bénévole ou pour l'équipe ; un partenaire qui l'a signalée lit seulement « clos »
erasure-stays = Ce qui reste, sans elle
erasure-stays-calls = { $n ->
    [one] un appel passé, sans nom ni numéro : les bilans le comptent
   *[other] { $n } appels passés, sans nom ni numéro : les bilans les comptent
}
erasure-stays-cases = { $n ->
    [one] une alerte close, sans un mot de ce qui fut écrit
   *[other] { $n } alertes closes, sans un mot de ce qui fut écrit
}
erasure-stays-consents = { $n ->
    [one] un accord ou un refus noté, qui n'est plus celui de personne
   *[other] { $n } accords ou refus notés, qui ne sont plus ceux de personne
}
erasure-stays-log = qui a lu ou modifié ces informations, et quand, sans son nom : la loi le demande
erasure-stays-trace = qu'une personne a été effacée, quand et par qui, sans son nom : une sauvegarde rétablie est nettoyée de même
erasure-first = D'abord
erasure-open-case = L'alerte { $code } est ouverte : elle se clôt d'abord, par quelqu'un qui a vérifié.
erasure-call-under-way = Un appel avec elle est en cours. Attendez qu'il se termine, puis revenez.
erasure-promised-callback = Le rappel { $code } lui est promis : tenons-le d'abord.
erasure-confirm = Confirmer
erasure-export-first = Lui remettre d'abord ce que nous savons d'elle
erasure-type = Pour confirmer, recopiez sa référence :
erasure-reference = Sa référence
erasure-button = L'effacer maintenant
erasure-not-confirmed = Ce n'est pas sa référence. Rien n'a été effacé : recopiez-la telle qu'elle est écrite ci-dessous.
erasure-not-now = Pas maintenant : rien n'a été effacé. Voyez plus bas ce qu'il faut faire d'abord.
told-person-erased = C'est fait : plus rien ici ne dit qui elle est. Ses bénévoles sont prévenus.
