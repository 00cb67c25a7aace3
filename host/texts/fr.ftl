# Ce que Guichet dit aux personnes, en français. Les mêmes clés que dans en.ftl.
# On vouvoie, on écrit court, on dit quoi faire.

## Dates, heures, valeurs

month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
format-moment = { $date } à { $time }
format-yes = Oui
format-no = Non

## Contrôle des réponses

check-kind = Cette réponse ne convient pas à la question. Répondez à nouveau.
check-empty = Répondez à cette question.
check-line-break = Écrivez sur une seule ligne.
check-control = Le texte contient un caractère invisible qui n’est pas accepté. Saisissez-le à nouveau au clavier.
check-too-short = Écrivez au moins { $min } { $min ->
    [one] caractère
   *[other] caractères
}.
check-too-long = Écrivez { $max } { $max ->
    [one] caractère
   *[other] caractères
} au plus.
check-email = Indiquez une adresse électronique, par exemple nom@exemple.fr.
check-phone = Indiquez un numéro de téléphone, par exemple 06 12 34 56 78, ou +32 2 555 12 12 pour un numéro à l’étranger.
check-integer = Indiquez un nombre entier, par exemple 12.
check-min = Indiquez un nombre supérieur ou égal à { $min }.
check-max = Indiquez un nombre inférieur ou égal à { $max }.
check-decimal = Indiquez un nombre de { $digits } chiffres au plus, par exemple 12,50.
check-money = Indiquez un montant en euros, par exemple 12,50.
check-money-min = Indiquez un montant d’au moins { $min }.
check-money-max = Indiquez un montant de { $max } au plus.
check-date = Indiquez une date qui existe, par exemple 22 11 2026.
check-year = Indiquez l’année avec quatre chiffres, par exemple 1986.
check-date-earliest = Indiquez une date à partir du { $date }.
check-date-latest = Indiquez une date jusqu’au { $date }.
check-time = Indiquez une heure, par exemple 14:30.
check-choice = Choisissez une réponse de la liste.
check-choices = Choisissez parmi les réponses de la liste.
check-address-lines = Indiquez le numéro et la rue, sur { $max } lignes au plus.
check-postcode = Indiquez le code postal, cinq chiffres, par exemple 35000.
check-postcode-abroad = Indiquez le code postal, { $max } lettres et chiffres au plus.
check-city = Indiquez la commune.
check-country = Indiquez le code du pays, deux lettres, par exemple FR.
check-commune = Le code de la commune a cinq caractères, par exemple 35238. Choisissez à nouveau l’adresse.
check-ban-id = L’identifiant de l’adresse n’est pas reconnu. Choisissez à nouveau l’adresse.
check-position = Indiquez une latitude entre -90 et 90 et une longitude entre -180 et 180, en degrés.
check-files-count = Joignez { $max } { $max ->
    [one] fichier
   *[other] fichiers
} au plus.
check-files-twice = Joignez chaque fichier une seule fois.
check-files-type = Joignez un fichier de l’un de ces types : { $types }.
check-files-size = Joignez un fichier de { $max } au plus.
check-iban = Indiquez un IBAN valide, tel qu’il figure sur le RIB : il commence par FR76 pour un compte français.
check-siret = Indiquez un numéro SIRET valide : 14 chiffres.
check-rna = Indiquez un numéro RNA : la lettre W suivie de 9 chiffres.
missing-answer = Répondez à « { $label } ».
missing-flag = Cochez « { $label } » pour continuer.
missing-files = Joignez un fichier à « { $label } ».
missing-choice = Choisissez une réponse à « { $label } ».

## Réponses en JSON

json-object = Les réponses sont un objet JSON : un chemin et une valeur pour chacune.
json-count = Le formulaire a { $max } réponses au plus.
json-path = Ce chemin n’est pas valide : des segments de a-z, 0-9 et « - » séparés par des points, par exemple guardians[1].name.
json-unknown = Le formulaire n’a pas ce champ pour ces réponses. Retirez-le.
json-gap = Le groupe { $index } manque : numérotez les groupes à partir de 0 sans trou, ou donnez leur nombre.
json-groups = Donnez le nombre de groupes : un entier de { $min } à { $max }.
json-string = Attendu : un texte JSON.
json-integer = Attendu : un entier JSON.
json-cents = Attendu : un entier JSON, en centimes.
json-decimal = Attendu : un nombre décimal dans un texte JSON, par exemple "12.50".
json-boolean = Attendu : true ou false.
json-date = Attendu : une date dans un texte JSON, par exemple "2026-11-22".
json-time = Attendu : une heure dans un texte JSON, par exemple "14:30".
json-keys = Attendu : une liste JSON de clés d’options.
json-address = Attendu : un objet JSON avec lines (liste), postcode, city, et au besoin country, commune, ban_id, position.
json-attachments = Attendu : une liste JSON d’identifiants de fichiers.
json-attachment-unknown = Ce fichier n’est pas connu, ou plus. Envoyez-le à nouveau.
json-position = Attendu : un objet JSON avec lat et lon, entiers en dix-millionièmes de degré.
