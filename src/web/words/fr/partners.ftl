menu-partners = Partenaires
partners-title = Partenaires
partners-why = Une convention dit de quand à quand un partenaire peut signaler des personnes, et combien par mois. Après sa fin, les personnes accompagnées le restent ; le partenaire lit leurs statuts pendant un an encore.
partners-none = Aucun partenaire encore. Notez la première convention ci-dessous, puis donnez sa référence aux personnes qui y travaillent.
partner-from-to = Convention du { $from } au { $to }.
partner-to = Convention jusqu'au { $to }.
partner-from = Convention depuis le { $from }, sans fin.
partner-no-dates = Pas de dates notées.
partner-capacity = { $n ->
    [0] Aucun signalement par mois.
    [one] Un signalement par mois.
   *[other] { $n } signalements par mois.
}
partner-no-capacity = Autant de signalements qu'il le souhaite.
partner-not-begun = La convention commence le { $day }.
partner-ended = La convention a pris fin le { $day } : pas de nouveau signalement.
partner-full = Les signalements convenus pour ce mois sont tous arrivés.
partner-this-month = { $n ->
    [0] Aucun ce mois-ci.
    [one] Un ce mois-ci.
   *[other] { $n } ce mois-ci.
}
partner-staff = Qui y travaille
partner-nobody = Personne n'y a d'accès.
partner-change = Changer les dates ou le nombre
partner-first-day = Premier jour
partner-last-day = Dernier jour
partner-a-month = Signalements par mois (vide : sans limite)
partner-save = Garder
partner-new = Un autre partenaire
partner-key = Sa référence
partner-key-help = Un mot court, comme dans vos listes : herault, ccas-lehavre. C'est elle qui relie les personnes qui y travaillent.
partner-add = Noter ce partenaire
partner-wrong-key = Une référence de lettres, de chiffres, de points et de tirets, de 64 signes au plus.
partner-wrong-from_on = Ce premier jour n'est pas clair. Choisissez-le dans le calendrier.
partner-wrong-to_on = Le dernier jour n'est pas clair, ou vient avant le premier.
partner-wrong-capacity_per_month = Un nombre de 0 à 5 000, ou rien.
partner-wrong-known = Ce partenaire est déjà noté plus haut : changez-le à sa place.
told-partner-saved = La convention est gardée.
refer-not-begun = La convention avec votre organisme commence le { $day }. Rien n'a été transmis ; revenez ce jour-là.
refer-ended = La convention avec votre organisme a pris fin le { $day }. Rien n'a été transmis. Les personnes déjà accompagnées le restent. Pour la renouveler, appelez l'équipe.
refer-full = Les signalements convenus pour ce mois sont tous arrivés, merci. Rien de plus n'a été transmis : revenez le mois prochain, ou appelez l'équipe si c'est important.
refer-row-closed = non transmis : la convention ne le permet pas maintenant
