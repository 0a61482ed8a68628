today-title = Aujourd'hui
today-heading = { $day }, { $hour }
today-cases = { $n ->
    [0] Aucune alerte ouverte
    [one] Une alerte à traiter
   *[other] { $n } alertes à traiter, dans l'ordre
}
today-no-case = Chacun a eu de ses nouvelles. Les alertes apparaîtront ici, la plus grave en premier.
today-case-since = Ouverte { $when }.
today-case-attempts = { $n ->
    [one] Un essai.
   *[other] { $n } essais.
}
today-case-last-talk = Dernière conversation { $when }.
today-case-never-talked = Aucune conversation encore.
today-case-contact = Un proche peut être interrogé.
today-case-no-contact = Aucun proche noté.
today-case-next-page = Sans action, quelqu'un est prévenu { $when }.
today-case-next-page-again = Sans action, la personne suivante est prévenue { $when }.
today-case-next-ask = On vous demandera où elle en est { $when }.
today-case-holder = Prise par { $name }.
today-case-mine = Vous l'avez prise.
today-to-cover = { $n ->
    [0] Tous les appels ont quelqu'un
    [one] Un appel sans bénévole
   *[other] { $n } appels sans bénévole
}
today-no-cover = Rien à couvrir dans les deux jours.
today-cover-now = sans personne, maintenant
today-cover-soon = dans moins de deux heures
today-cover-later = relais recherché
today-promises = { $n ->
    [0] Aucune promesse en cours
    [one] Une promesse à tenir
   *[other] { $n } promesses à tenir
}
today-no-promise = Rappels, messages vocaux et suites d'appel apparaîtront ici, le plus pressé en premier.
today-promise-callback = rappel promis à un appelant
today-promise-voicemail = message vocal à écouter
today-promise-follow-up = suite d'un appel : { $need }
today-late = en retard
today-live = En ce moment
today-line-open = ouverte
today-line-closed = fermée
today-line-waiting = { $n ->
    [one] une personne attend
   *[other] { $n } personnes attendent
}
today-nobody-on-duty = personne de garde
today-listener-free = { $name }, disponible
today-listener-taken = { $name }, en ligne
today-listener-paused = { $name }, en pause
today-no-live = Aucun téléphone en ligne.
today-talk-talking = en conversation
today-talk-ringing = ça sonne
today-calls = { $n ->
    [0] Aucun appel aujourd'hui
    [one] Un appel aujourd'hui
   *[other] { $n } appels aujourd'hui
}
today-no-call = Les appels du jour apparaîtront ici, heure par heure.
today-call-team = l'équipe
today-hour = Heure
today-code = Code
today-person = Personne
today-volunteer = Bénévole
today-state = Où en est l'appel

first-title = Pour commencer
first-why = Le service est prêt. Il lui manque encore de quoi appeler et répondre ; chaque étape se coche toute seule.
first-done = Fait :
first-to-do = À faire :
first-line = une ligne téléphonique, avec son numéro et ses heures (lines.csv)
first-shift = quelqu'un de garde : les alertes ont besoin de quelqu'un à toute heure (shifts.csv)
first-volunteer = des bénévoles, avec leur charte et leurs disponibilités (volunteers.csv)
first-person = des personnes à appeler, avec leur accord (people.csv)
first-series = des appels réguliers, au jour et à l'heure de chacune (series.csv)
today-day-line = Les appels du jour, heure par heure. Le tableau qui suit dit la même chose.
today-day-hour = { " " }h
legend-alert = sans réponse ou inquiétude
legend-watch = à trouver ou à refaire
legend-live = en cours
legend-good = tout va bien
legend-calm = prévu ou terminé
