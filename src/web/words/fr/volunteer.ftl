# A volunteer's own page.
own-title = Mes appels
own-hello = Bonjour { $name }
own-menu = Ma page
own-menu-calls = Mes appels
own-menu-absences = Mes absences
own-menu-hours = Mes heures
own-link-until = Ce lien ouvre votre page jusqu'au { $day }. Pour en recevoir un autre, répondez LIEN à l'un de nos SMS.
own-zone = Les heures sont celles de { $zone }.
own-call-with = Appel avec { $name }
own-visit-with = Visite chez { $name }
own-minutes = { $n ->
    [one] Une minute.
   *[other] Environ { $n } minutes.
}
own-stands-in = Un relais : la personne qui l'appelle d'habitude ne peut pas.
own-above-cap = C'est plus que ce que vous souhaitiez. Dites oui seulement si vous y tenez.
own-asked = { $n ->
    [one] On attend votre réponse
   *[other] On attend { $n } réponses de vous
}
own-yes = Oui
own-no = Non
own-another-hour = Une autre heure
own-hour-label = À quelle heure, le même jour ?
own-hour-button = Proposer cette heure
own-hour-unclear = Cette heure n'est pas claire. Écrivez par exemple 15:30.
own-hour-not-that-day = Cette heure est déjà passée, ou tombe un autre jour. Choisissez une heure du même jour, à venir.
own-hour-too-far = C'est trop loin de l'heure promise : deux heures avant ou après, pas plus.
own-hour-quiet = À cette heure-là, elle préfère ne pas être appelée. Proposez une autre heure.
own-hour-not-open = Cet appel ne peut plus changer d'heure.
own-hour-no-room = Vous avez un autre appel trop près de cette heure. L'appel reste où il était.
own-to-tell = { $n ->
    [one] Comment s'est passé l'appel ?
   *[other] Comment se sont passés ces { $n } appels ?
}
own-outcome-advice = Un seul bouton suffit. Sans détail de santé, merci.
own-outcome-1 = Tout va bien
own-outcome-2 = Pas de réponse
own-outcome-3 = Une inquiétude
own-outcome-4 = Urgent
own-note = Noter quelque chose pour la prochaine fois
own-note-label = Votre note
own-note-advice = Vous seul la relirez avant de rappeler. Restez factuel, comme si elle la lisait ; rien sur la santé.
own-note-button = Garder cette note
own-note-line = Votre note, { $day } : { $text }
own-coming = Vos prochains appels
own-no-call = Aucun appel prévu dans les quatre semaines. L'équipe vous en proposera : vous n'avez rien à faire.
own-state-planned = Prévu, on vous demandera la veille.
own-state-asked = Votre réponse est attendue.
own-state-seeking = D'autres sont aussi interrogés.
own-state-promised = Vous avez dit oui.
own-state-counted-on = On compte sur vous.
own-state-attempting = En cours.
own-state-retry = On vous rappelle bientôt.
own-state-to-tell = Compte rendu attendu.
own-state-over = Terminé.
own-ring = Appelez-moi maintenant
own-brief = Avant de parler
own-advice-speak_louder = Parlez un peu plus fort et lentement.
own-advice-speak_slowly = Parlez lentement, en articulant bien.
own-advice-let_it_ring = Laissez sonner longtemps : il faut du temps pour décrocher.
own-likes = Aime parler de : { $topics }.
own-avoids = À éviter : { $topics }.
own-last-talk = Dernière conversation : { $since }.
own-first-talk = C'est votre première conversation avec cette personne.
own-give-back = Je ne peux plus
own-give-back-advice = Pas de souci : nous cherchons un relais, et elle est prévenue.
own-give-back-button = Rendre cet appel
own-away = Absence du { $from } au { $to }
own-away-change = Changer
own-team = Besoin de parler à l'équipe ?
own-team-why = Après un appel difficile, ou pour une question, quelqu'un de l'équipe vous appelle.
own-call-me = Rappelez-moi
own-danger = Une personne est en danger ? Composez vous-même le 15 ou le 112.
own-feed = Dans l'agenda de votre téléphone
own-feed-show = Voir l'adresse à copier
own-feed-why = Dans l'agenda, choisissez « ajouter un agenda par adresse » et collez celle-ci. Les appels s'y mettent à jour seuls. Gardez cette adresse pour vous.
own-feed-address = Adresse de votre agenda
own-feed-name = Mes appels – Passerelle
own-feed-call = Nous vous appelons à l'heure dite : rien à composer.
own-feed-visit = L'adresse vous est donnée par l'équipe.
own-absences-title = Mes absences
own-absences-why = Partez tranquille : pendant votre absence, chaque personne est appelée par un relais ou vous attend, comme elle l'a choisi. Vos appels reviennent tout seuls.
own-absences-known = Absences notées
own-no-absence = Aucune absence notée. Pour en ajouter une, choisissez les jours ci-dessous.
own-absence-new = Ajouter une absence
own-absence-from = Premier jour
own-absence-to = Dernier jour
own-absence-to-advice = Laissez vide pour un seul jour.
own-absence-button = Noter cette absence
own-absence-end = Je suis de retour, ou je ne pars plus
own-absence-no-date = Une date n'est pas claire. Choisissez un jour du calendrier, ou écrivez par exemple 12/08/2027.
own-absence-not-possible = Ces jours ne vont pas : le dernier vient après le premier, il n'est pas passé, et le tout dure moins de six mois.
own-hours-title = Mes heures
own-hours-calls = { $n ->
    [0] Aucun appel
    [one] Un appel
   *[other] { $n } appels
}
own-hours-summary = { $calls }, { $time } données.
own-hours-none = Vos appels apparaîtront ici, mois par mois. Merci d'être là.
own-hours-month = Mois
own-hours-number = Appels
own-hours-time = Temps
own-hours-method = Le temps compte de la sonnerie de votre téléphone à la fin de la conversation ; une visite compte la durée prévue. Ces chiffres servent à votre attestation annuelle : imprimez cette page ou demandez l'attestation à l'équipe.
own-time = { $hours } h { $minutes }
own-month-1 = janvier
own-month-2 = février
own-month-3 = mars
own-month-4 = avril
own-month-5 = mai
own-month-6 = juin
own-month-7 = juillet
own-month-8 = août
own-month-9 = septembre
own-month-10 = octobre
own-month-11 = novembre
own-month-12 = décembre
told-own-promised = Merci, c'est noté : l'appel est pour vous. Nous vous appelons, rien à composer.
told-own-given-back = C'est noté, pas de souci. Nous cherchons un relais si besoin.
told-own-moved = Merci, l'appel a changé d'heure et il est pour vous.
told-own-above-cap = Cet appel dépasse ce que vous souhaitiez. Dites oui encore une fois si vous y tenez.
told-own-no-room = Merci, mais cet appel est trop près d'un autre, ou pas pour vous. Rien à faire.
told-own-taken = Merci, quelqu'un d'autre a déjà dit oui. Vous n'avez rien à faire.
told-own-closed = C'était déjà réglé. Vous n'avez rien à faire.
told-own-outcome = Merci, c'est noté.
told-own-urgent = C'est noté, quelqu'un de l'équipe est prévenu tout de suite. Si une vie est en danger, composez le 15 ou le 112.
told-own-rings = Votre téléphone va sonner. Décrochez, écoutez, puis appuyez sur 1.
told-own-not-now = Ce n'est pas encore l'heure, ou l'appel est déjà en cours. Vous pouvez l'appeler une demi-heure avant l'heure prévue et jusqu'à une heure après.
told-own-noted = Votre note est gardée.
told-own-note-empty = La note était vide : rien n'a été gardé.
told-own-call-me = Quelqu'un de l'équipe va vous appeler.
told-own-absence = Absence notée. Nous organisons le relais. Bon repos !
told-own-back = C'est noté, bon retour. Vos appels reviennent.
own-not-shown-title = Votre page ne s'ouvre pas / Your page does not open
own-link-expired = Ce lien n'est plus valable : il a plus de trente jours. Répondez LIEN à l'un de nos SMS pour en recevoir un autre, ou demandez à la personne qui vous accompagne dans l'équipe. Vos appels continuent comme prévu.
own-link-unknown = Ce lien n'ouvre rien : il est incomplet, ou il a été annulé. Répondez LIEN à l'un de nos SMS pour en recevoir un autre, ou demandez à l'équipe. Vos appels continuent comme prévu.
own-foreign-form = Ce formulaire ne vient pas de votre page, ou il est trop ancien. Rien n'a été modifié. Revenez à votre page et recommencez.
own-unreadable-form = Ce formulaire est arrivé incomplet. Rien n'a été modifié. Revenez à votre page et recommencez.
own-not-theirs = Rien de ce nom ne vous est proposé. Rien n'a été modifié. Revenez à votre page.
own-trouble = Le service rencontre un souci. Rien n'a été modifié. Réessayez dans un instant ; les appels, eux, continuent.
