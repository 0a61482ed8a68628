# Who read or changed people's files.
menu-audit = Consultations
audit-title = Qui a lu ou modifié les fiches
audit-why = Chaque lecture d'une fiche est gardée, avec son auteur et son heure. Cette page aussi : on y voit qui l'a ouverte.
audit-from = Du
audit-to = Au
audit-reader = Par
audit-everybody = Tout le monde
audit-only-unexplained = Seulement les lectures sans lien
audit-show = Afficher
audit-wrong-days = Ces jours ne vont pas : un début, puis une fin, { $n } jours au plus, jamais dans l'avenir. Voici les sept derniers jours.
audit-unexplained = Lectures sans lien avec la personne
audit-unexplained-why = Ni alerte, ni appel, ni série, ni changement de sa fiche par la même personne dans le mois : ce n'est pas une faute, c'est une question à poser.
audit-all-explained = Aucune sur cette période.
audit-unexplained-of = { $n ->
    [one] une lecture sans lien
   *[other] { $n } lectures sans lien
}
audit-all = Toutes les lignes
audit-lines = { $n ->
    [0] Aucune ligne sur cette période.
    [one] Une ligne.
   *[other] { $n } lignes.
}
audit-cut = Les { $n } dernières lignes sur { $all }. Choisissez moins de jours pour voir les autres.
audit-when = Quand
audit-who = Qui
audit-what = Quoi
audit-file = Fiche
audit-tie = Lien
audit-none = aucun lien
audit-gone = quelqu'un qui est parti
audit-erased = fiche effacée
