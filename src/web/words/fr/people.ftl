menu-people = Personnes
people-title = Personnes accompagnées
people-add = Ajouter une personne
people-search = Chercher par nom ou par référence
people-search-button = Chercher
people-count = { $n ->
    [0] Personne
    [one] Une personne
   *[other] { $n } personnes
}
people-none = Aucune personne encore : ajoutez la première, ou importez votre liste.
people-not-found = Aucun nom ni aucune référence ne commence ainsi. Essayez avec moins de lettres.
people-name = Nom
people-key = Référence
people-fragility = Fragilité
people-calls = Appels de bénévoles
people-away = absente
people-pages = Pages
people-before = Page précédente
people-after = Page suivante
people-place = page { $page } sur { $pages }
