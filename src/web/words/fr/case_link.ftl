link-asks = Personne ne l'a encore prise. Prenez-la si vous vous en occupez maintenant : les autres ne sont plus prévenus. Sinon, ne faites rien, elle passe à la personne suivante.
link-take = Je prends cette alerte
link-yours = Vous avez pris cette alerte. Les autres sont prévenus. Merci.
link-taken-by = Cette alerte est déjà prise par { $name }.
link-closed = Cette alerte est close. Merci, il n'y a plus rien à faire.
link-expired = Ce lien n'est plus valable. Répondez PRENDS et le code au SMS, ou demandez à votre équipe.
link-unknown = Ce lien n'ouvre rien. Vérifiez qu'il est entier, ou répondez PRENDS et le code au SMS.
link-trouble = Le service a un souci : l'alerte n'est pas prise. Réessayez dans un instant, ou répondez PRENDS et le code au SMS.
