proposals-title = Qui pourrait appeler
proposals-proposed = { $n ->
    [0] Aucun bénévole ne convient pour l'instant
    [one] Un bénévole conviendrait
   *[other] { $n } bénévoles conviendraient
}
proposals-none = Les raisons sont ci-dessous : une heure de plus, un plafond relevé ou une formation terminée peuvent suffire.
proposals-how = Le bénévole est interrogé le premier. Rien n'est dit à la personne avant son oui, puis elle répond à son tour.
proposals-ask = Poser la question
proposals-her-hours = aux heures de ses appels
proposals-others = Pourquoi pas les autres
proposals-one-at-a-time = Quelqu'un est déjà en train d'être interrogé pour cette personne : une question à la fois.
proposals-not-now = Ce bénévole ne peut pas être interrogé maintenant : { $why }.
proposals-not-waiting = Cette personne n'attend personne : quelqu'un l'appelle déjà, ou elle n'a pas dit oui aux appels.
told-match-asked = La question est posée au bénévole.
