frame-skip = Aller au contenu
frame-menu = Menu principal
frame-sign-out = Me déconnecter
frame-moment = { $day } à { $hour }
frame-moment-today = à { $hour }
menu-today = Aujourd'hui

refusal-title = Cette page ne peut pas s'afficher
refusal-not-found = Rien ne porte ce nom dans votre association. Le lien est peut-être ancien ou incomplet.
refusal-forbidden = Votre rôle ne donne pas accès à cette page. Demandez à la personne qui coordonne.
refusal-foreign-form = Ce formulaire n'est plus valable : la session a changé depuis. Rien n'a été modifié. Revenez à la page et recommencez.
refusal-unreadable-form = Ce formulaire est arrivé incomplet. Rien n'a été modifié. Revenez à la page et recommencez.
refusal-trouble = Le service rencontre un souci. Rien n'a été modifié. Réessayez dans un instant ; les appels, eux, continuent.
refusal-to-sign-in = Aller à la page de connexion
refusal-to-start = Revenir à la page d'accueil
