menu-planning = Planning
planning-title = Planning des semaines à venir
planning-last = Dernier planning
planning-none = Aucun planning n'a encore été fait : il se fait chaque nuit à trois heures et demie.
planning-made = Fait { $at }, pour les appels du { $from } au { $until }.
planning-open = { $n ->
    [0] Aucun appel n'attend quelqu'un.
    [one] Un appel attend quelqu'un.
   *[other] { $n } appels attendent quelqu'un.
}
planning-kept = { $n ->
    [0] Aucun n'était déjà prévu.
    [one] Un reste comme il était prévu.
   *[other] { $n } restent comme ils étaient prévus.
}
planning-given = { $n ->
    [0] Aucun n'a été confié.
    [one] Un a été confié.
   *[other] { $n } ont été confiés.
}
planning-would-give = { $n ->
    [0] Aucun ne serait confié.
    [one] Un serait confié.
   *[other] { $n } seraient confiés.
}
planning-left = { $n ->
    [0] Aucun ne reste sans personne.
    [one] Un reste sans personne.
   *[other] { $n } restent sans personne.
}
planning-see-proposal = Voir ce que donnerait un planning fait maintenant
planning-waiting = { $n ->
    [0] Personne n'attend d'être appelé
    [one] Une personne attend quelqu'un qui l'appelle
   *[other] { $n } personnes attendent quelqu'un qui les appelle
}
planning-waiting-summary = Attente médiane : { $median } jours ; la plus longue : { $longest } jours.
planning-nobody-waits = Les personnes qui ont dit oui aux appels et que personne n'appelle encore apparaîtront ici, la plus longue attente en premier.
planning-days = { $n ->
    [one] un jour
   *[other] { $n } jours
}
planning-asked = les deux sont en train d'être interrogés
planning-away = absente en ce moment
planning-fitting = { $n ->
    [0] aucun bénévole ne convient pour l'instant
    [one] un bénévole conviendrait
   *[other] { $n } bénévoles conviendraient
}
planning-person = Personne
planning-since = Depuis le
planning-days-waited = Attente
planning-standing = Où en est-on
plan-title = Ce que donnerait un planning
plan-when = Quand
plan-who = Qui
plan-apply = Appliquer ce planning
plan-apply-why = Rien n'est encore écrit. Appliquer confie ces appels ; chaque bénévole est interrogé la veille, comme d'habitude.
plan-new = { $n ->
    [0] Rien de nouveau
    [one] Un appel serait confié
   *[other] { $n } appels seraient confiés
}
plan-new-none = Tous les appels qui peuvent l'être sont déjà confiés.
plan-left = { $n ->
    [0] Aucun appel sans personne
    [one] Un appel resterait sans personne
   *[other] { $n } appels resteraient sans personne
}
plan-left-none = Chaque appel a quelqu'un.
plan-kept = { $n ->
    [0] Aucun appel déjà confié par un planning
    [one] Un appel reste comme il est
   *[other] { $n } appels restent comme ils sont
}
plan-kept-none = Rien n'avait été confié par un planning.
plan-changed = { $n ->
    [0] Rien ne changerait
    [one] Un appel changerait
   *[other] { $n } appels changeraient
}
plan-changed-none = Personne d'autre n'aurait à appeler, et aucun appel ne resterait seul.
plan-more = { $n ->
    [one] et un autre.
   *[other] et { $n } autres.
}
left-out = { $n ->
    [one] (un bénévole écarté pour cela)
   *[other] ({ $n } bénévoles écartés pour cela)
}
left-nobody = Personne ne peut encore appeler : charte, formation ou téléphone manquent.
left-language = Personne ne parle sa langue.
left-team = Personne de sa petite équipe ne peut.
left-excluded = Ceux qui pourraient ne doivent pas être mis en relation avec elle, ou ont dit non à cet appel.
left-distance = Personne ne dessert son territoire.
left-hours = Personne n'est disponible à cette heure.
left-away = Tous sont absents ce jour-là.
left-supervision = Ceux qui pourraient attendent une supervision avant de rencontrer quelqu'un de nouveau.
left-cap = Tous ont autant d'appels qu'ils en acceptent.
left-busy = Tous ont un autre appel à cette heure.
left-refused = Refusé au moment d'écrire ; un nouvel essai suit.
try-heading = Et si… ?
try-intro = Voir ce qui changerait si quelqu'un était absent, partait, avait plus d'heures ou un autre plafond. Rien n'est écrit.
try-volunteer = Bénévole
try-what = Et si
try-absent = était absent du… au…
try-without = n'était plus là
try-cap = faisait ce nombre d'appels par semaine
try-hours = avait aussi ces heures
try-calls = Appels par semaine
try-more-hours = Heures en plus
try-button = Voir
try-title = Et si… ?
try-before = Aujourd'hui : { $made } appels ont quelqu'un, { $left } n'ont personne.
try-after = Si c'était le cas : { $made } appels auraient quelqu'un, { $left } n'auraient personne.
try-change = { $before } → { $after }
try-waits = elle attendrait son bénévole
try-nothing-written = Rien n'a été écrit : c'était un essai.
try-nobody = Choisissez un bénévole de la liste.
try-bad-date = Cette date n'est pas comprise : écrivez par exemple 2026-12-24.
try-needs-dates = Donnez le premier et le dernier jour de l'absence.
try-backwards = Le dernier jour vient avant le premier.
try-bad-cap = Le nombre d'appels par semaine va de 0 à 200.
try-bad-hours = Ces heures ne sont pas comprises : écrivez par exemple mon-fri 09:00-12:00.
try-needs-what = Dites ce que vous voulez essayer.
told-plan-applied = Le planning est fait. Chaque bénévole sera interrogé la veille de son appel.
