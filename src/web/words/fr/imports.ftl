menu-imports = Importer
imports-title = Importer des listes
imports-intro = Envoyez vos listes de bénévoles, de personnes et de séries d'appels, telles que votre tableur les enregistre (CSV). Vous voyez d'abord ce qui changerait ; rien n'est écrit avant que vous l'ayez confirmé, et un import se défait pendant sept jours.
imports-not-taken = Rien n'a été pris. À corriger :
imports-new = Nouvel import
imports-list-volunteers = Bénévoles
imports-list-people = Personnes accompagnées
imports-list-series = Séries d'appels
imports-rows-volunteers = { $n ->
    [one] { $n } ligne de bénévoles
   *[other] { $n } lignes de bénévoles
}
imports-rows-people = { $n ->
    [one] { $n } ligne de personnes
   *[other] { $n } lignes de personnes
}
imports-rows-series = { $n ->
    [one] { $n } ligne de séries
   *[other] { $n } lignes de séries
}
imports-files-help = Une ou plusieurs listes, huit mégaoctets en tout. La première ligne nomme les colonnes, comme dans la documentation de l'import ; point-virgule ou virgule, et les accents d'Excel sont compris.
imports-send = Regarder ce qui changerait
imports-kept = Les derniers imports
imports-none = Aucun import encore.
imports-code = Code
imports-when = Envoyé
imports-lists = Listes
imports-stage = Où il en est
imports-looking = Lecture en cours.
imports-looked = En attente de votre décision : rien n'est écrit.
imports-writing = Écriture en cours.
imports-written = Écrit.
imports-undoing = Annulation en cours.
imports-undone = Annulé.
imports-dropped-by-hand = Abandonné : rien n'a été écrit, les listes sont supprimées.
imports-dropped-too-old = Oublié faute de décision en un jour : rien n'a été écrit, les listes sont supprimées.
imports-dropped-erasure = Abandonné, car une personne a été effacée entre-temps. Envoyez des listes à jour.
imports-too-large = C'est plus que huit mégaoctets : envoyez vos listes en plusieurs fois.
imports-nothing = Il n'y a aucune ligne à lire : choisissez au moins une liste.
imports-too-many = Plusieurs imports attendent déjà une décision : confirmez-les ou abandonnez-les d'abord.
imports-one-title = Import { $code }
imports-sent = Envoyé { $at } : { $lists }.
imports-progress = Avancement
imports-so-far = { $done } lignes sur { $of }.
imports-look-again = Regarder où il en est
imports-would-happen = Ce qui changerait
imports-happened = Ce qui s'est passé
imports-list = Liste
imports-added = Ajoutées
imports-changed = Modifiées
imports-unchanged = Inchangées
imports-refused = Refusées
imports-nothing-written-yet = Rien n'est encore écrit. Les lignes refusées ne le seront pas ; les autres le seront.
imports-nothing-to-write = Rien à écrire : tout est déjà ainsi, ou refusé.
imports-confirm = Écrire ces changements
imports-leave = Ne rien importer
imports-undo = Annuler cet import
imports-undo-until = Possible jusqu'à { $at }. Ce qui a été modifié depuis reste, et vous est montré.
imports-undone-numbers = { $removed } fiches ajoutées retirées, { $restored } remises comme avant, { $left } laissées parce que quelque chose s'est passé depuis.
imports-left-title = { $n ->
    [one] { $n } ligne laissée telle quelle
   *[other] { $n } lignes laissées telles quelles
}
imports-refused-title = { $n ->
    [one] { $n } ligne refusée
   *[other] { $n } lignes refusées
}
imports-added-title = { $n ->
    [one] { $n } ligne ajoutée
   *[other] { $n } lignes ajoutées
}
imports-changed-title = { $n ->
    [one] { $n } ligne modifiée
   *[other] { $n } lignes modifiées
}
imports-more = Et { $n } autres.
imports-line = { $list }, ligne { $line }
imports-looks-again = Un autre import a été écrit depuis que vous avez regardé : le vôtre est relu, regardez à nouveau avant de confirmer.
imports-one-at-a-time = Un autre import est en cours d'écriture : réessayez dans un instant.
imports-cannot = Ce n'est pas possible maintenant : voyez où en est l'import.
told-import-left = Rien n'a été importé, et les listes sont supprimées.
imports-why-missing = ce n'est pas rempli.
imports-why-twice = déjà employé plus haut dans la même liste.
imports-why-date = ce n'est pas une date. Écrivez par exemple 2026-11-02.
imports-why-time = ce n'est pas une heure. Écrivez par exemple 09:30.
imports-why-hours = ces heures ne commencent jamais.
imports-why-no-hour = aucune heure de la journée ne reste pour un appel.
imports-why-key = lettres, chiffres, - et _ seulement.
imports-why-long = c'est trop long.
imports-why-email = ce n'est pas une adresse e-mail.
imports-why-one-of = un de ces mots : { $detail }.
imports-why-number = un nombre, de { $detail }.
imports-why-language = une langue que le service ne parle pas.
imports-why-line = aucune ligne d'écoute n'a cette référence.
imports-why-territory = aucune ligne d'écoute ne nomme ce territoire.
imports-why-person = personne n'a cette référence.
imports-why-volunteer = aucun bénévole n'a cette référence.
imports-why-staff = quelqu'un de l'équipe a déjà cette référence.
imports-why-protocol = aucun protocole n'a ce nom.
imports-why-sign = un retour à la ligne, ou un signe qui n'est pas du texte.
imports-why-column-twice = cette colonne est là deux fois.
imports-why-column-missing = il manque cette colonne.
imports-why-phone = ce n'est pas un numéro de téléphone.
imports-why-short-number = les numéros d'urgence et les numéros courts ne se gardent pas.
imports-why-rehearsal-number = un numéro réservé aux répétitions.
imports-why-series-ended = cette série est finie : donnez une autre référence.
imports-why-series-other = cette série appelle quelqu'un d'autre : donnez une autre référence.
imports-why-column-unknown = La colonne { $place } de la première ligne n'est pas connue : rien de cette liste n'est pris.
imports-why-empty = Le fichier est vide : la ligne qui nomme les colonnes manque.
imports-why-no-csv = Ce n'est pas un fichier CSV.
imports-why-cells = Le nombre de cellules n'est pas celui de la première ligne : un séparateur ou un guillemet manque-t-il ?
