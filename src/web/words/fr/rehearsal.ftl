menu-rehearsal = Répétition
rehearsal-title = Répéter une journée
rehearsal-intro = La journée est vécue d'avance sur une copie, avec des noms et des numéros inventés et des personnes simulées. Rien ne sonne, aucun message ne part, et rien n'est changé à votre planning. Vous voyez ensuite ce qui donnerait une alerte, et à qui.
rehearsal-see-live = Une répétition est en cours : la suivre
rehearsal-new = Nouvelle répétition
rehearsal-on = Quel jour
rehearsal-away = Bénévoles absents ce jour-là, en pour cent
rehearsal-away-help = De 0 à { $n }. Ils préviennent au début, comme dans la vraie vie.
rehearsal-seed = Tirage
rehearsal-seed-help = Le même nombre redonne la même journée ; un autre, une autre.
rehearsal-outage = L'opérateur tombe en panne de 11h00 à 12h00
rehearsal-ask = Répéter cette journée
rehearsal-kept = Les dix dernières
rehearsal-none = Aucune répétition encore : choisissez un jour ci-dessus et lancez la première.
rehearsal-code = Code
rehearsal-asked = Demandée
rehearsal-wish = Ce qui est répété
rehearsal-stage = Où elle en est
rehearsal-seed-is = tirage { $seed }
rehearsal-away-is = { $n } % des bénévoles absents
rehearsal-outage-is = panne de 11h00 à 12h00
rehearsal-waits = Elle attend son tour.
rehearsal-runs = { $n } % de la journée est vécue.
rehearsal-done = { $n ->
    [0] Terminée : aucune alerte
    [one] Terminée : une alerte
   *[other] Terminée : { $n } alertes
}
rehearsal-interrupted = La répétition a été interrompue : le service s'est arrêté pendant ce temps. Rien n'est perdu, relancez-la.
rehearsal-too-long = La répétition prenait trop de temps et a été arrêtée. Choisissez un jour plus proche.
rehearsal-trouble = La répétition n'a pas abouti à cause d'un souci du service. Réessayez ; si cela recommence, prévenez la personne qui gère l'installation.
rehearsal-bad-day = Choisissez un jour.
rehearsal-bad-seed = Le tirage est un nombre de 0 à 999999.
rehearsal-bad-away = Un nombre de 0 à { $n }.
rehearsal-wrong-day = Choisissez un jour du { $first } au { $last } : plus loin, les appels ne sont pas encore prévus.
rehearsal-one-at-a-time = Une répétition est déjà en cours : attendez qu'elle se termine.
rehearsal-nothing = Aucune ligne n'est encore enregistrée : il n'y a rien à répéter.
rehearsal-day-title = Répétition { $code }
rehearsal-nobody-rung = Journée simulée : personne n'a été appelé. Les codes sont ceux de la répétition.
rehearsal-progress = Avancement de la répétition
rehearsal-look-again = Regarder où elle en est
rehearsal-escalations = { $n ->
    [0] Aucune alerte
    [one] Une alerte
   *[other] { $n } alertes
}
rehearsal-no-escalation = Rien ne serait arrivé jusqu'à une alerte ce jour-là. Essayez avec des bénévoles absents, ou un autre tirage.
rehearsal-when = Heure
rehearsal-about = Sujet
rehearsal-pages = Qui serait prévenu
rehearsal-taken = Prise par
rehearsal-not-taken = personne avant la fin
rehearsal-somebody = quelqu'un de l'équipe
rehearsal-figures = La journée en chiffres
rehearsal-planned = Appels prévus
rehearsal-reached = Personnes jointes
rehearsal-missed = Contacts manqués
rehearsal-by-substitute = Avec un remplaçant
rehearsal-cancelled = Annulés (pause, accord)
rehearsal-unfinished = Pas encore réglés à la fin
rehearsal-volunteers-away = Bénévoles rendus absents
rehearsal-rang = Appels reçus sur les lignes
rehearsal-answered = dont quelqu'un a répondu
rehearsal-promised = dont un rappel promis
rehearsal-messages = dont un message laissé
rehearsal-without-timer = { $n ->
    [one] Une chose en cours n'aurait été reprise par rien : prévenez la personne qui gère l'installation.
   *[other] { $n } choses en cours n'auraient été reprises par rien : prévenez la personne qui gère l'installation.
}
rehearsal-uncovered = Appels sans bénévole
rehearsal-no-uncovered = Chaque appel a trouvé quelqu'un.
rehearsal-gaps = Ce qui manque sur les lignes
rehearsal-no-gap = Les lignes sont couvertes toute la journée.
rehearsal-nobody-listening = personne à l'écoute
rehearsal-too-few = moins d'écoutants que voulu
rehearsal-nobody-on-call = personne d'astreinte
