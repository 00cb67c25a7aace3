# Ce que Guichet dit aux personnes, en français. Les mêmes clés que dans en.ftl.
# On vouvoie, on écrit court, on dit quoi faire.

## La langue elle-même : son nom, et sa direction, ltr ou rtl

language-name = Français
language-direction = ltr

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
format-date = { $day } { $month } { $year }
format-first = 1er
format-hour = { $hour }{"\u00A0"}h
format-time = { $hour }{"\u00A0"}h{"\u00A0"}{ $minute }
format-thousands = {"\u202F"}
format-mark = ,
format-euros = { $amount }{"\u00A0"}€
format-byte = o
format-position = { $lat }{"\u00A0"}; { $lon }
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

## Cadre des pages

skip = Aller au contenu
languages = Langues
contact = Une question ?
error = Erreur :
optional = facultatif
go-back = Revenir
problems-title = Il y a quelque chose à corriger
check-again = Cette réponse n’a pas pu être vérifiée. Vérifiez-la et envoyez de nouveau.

## Catalogue

catalogue-title = Démarches en ligne
catalogue-lead = Choisissez une démarche. Vous pouvez vous arrêter et reprendre plus tard.
catalogue-empty = Aucune démarche n’est proposée pour le moment.
follow-title = Suivre un dossier
follow = Suivre
number = Numéro de dossier
access-key = Clé d’accès
good-to-know = Bon à savoir
start = Commencer
note-draft = Ce que vous saisissez est enregistré à chaque page. Gardez l’adresse de la page pour reprendre plus tard.
note-accepted = Sans réponse de la mairie dans un délai de { $period }, votre demande complète est acceptée.
note-refused = Sans réponse de la mairie dans un délai de { $period }, votre demande complète est refusée.
note-purpose = Vos données servent à ceci : { $purpose }.
note-kept = Elles sont conservées { $period } après la clôture du dossier.
note-algorithm = Un calcul automatique est utilisé : { $purpose }. Vous pouvez en demander les règles et leur application à votre cas.

## Formulaires

step = page { $number } sur { $count }
next = Continuer
back = Retour
update = Mettre à jour
add = Ajouter
remove-group = Retirer le n° { $number }
remove-file = retirer
confirm = Confirmer
part-day = Jour
part-month = Mois
part-year = Année
part-lines = Numéro et rue
part-more = Complément : bâtiment, étage, lieu-dit
part-postcode = Code postal
part-city = Commune
part-country = Pays
part-lat = Latitude
part-lon = Longitude
address-look-up = Chercher l’adresse
addresses-list = Adresses proposées
addresses-choose = Choisissez l’adresse, ou complétez-la vous-même : elle est prise comme vous l’écrivez.
addresses-none = Aucune adresse connue ne correspond. Complétez-la vous-même : elle est prise comme vous l’écrivez.
addresses-found = { $count } { $count ->
    [one] adresse proposée
   *[other] adresses proposées
}
address-filled = L’adresse choisie est remplie.
review-title = Vérifiez vos réponses
review-lead = Rien n’est encore envoyé. Vous pouvez modifier chaque réponse.
change = Modifier
no-answer = –
submit = Envoyer la demande

## Suivi

dossier = Dossier
received-title = Nous avons bien reçu votre dossier
received-keep = Gardez cette page ou notez le numéro et la clé d’accès ci-dessous : ils sont nécessaires pour suivre le dossier.
status = Où en est le dossier :
complete = Fournir ce qui est demandé
asked-for = Ce qui vous est demandé
piece = { $label } : { $why } (avant le { $until })
charges = Sommes à payer
charge-amounts = { $cents }, dont { $paid } payés
timeline = Déroulement
reasons = Motifs
documents = Documents
messages = Messages
receipt-title = Accusé de réception
receipt-received = Reçu le
receipt-service = Service chargé du dossier
receipt-silence = Sans réponse de la mairie
receipt-appeal = Pour contester
your-answers = Vos réponses
withdraw = Retirer ma demande
withdraw-warning = La demande ne sera plus examinée. Ceci ne peut pas être annulé.
withdraw-sure = Oui, retirer ma demande
silence-accepted = Sans réponse, la demande sera considérée comme acceptée le { $day }, sous réserve qu’elle soit complète. Vous pourrez demander une attestation (CRPA, article L232-3).
silence-refused = Sans réponse, la demande sera considérée comme refusée le { $day }, sous réserve qu’elle soit complète.
silence-nothing = Le silence de la mairie ne vaut pas décision.
appeal-gracious = Recours gracieux auprès de la mairie, dans un délai de { $within }
appeal-hierarchical = Recours hiérarchique, dans un délai de { $within }
appeal-administrative-court = Recours devant le tribunal administratif, dans un délai de { $within }
appeal-prefect = Recours auprès du préfet, dans un délai de { $within }
appeal-cada = Saisine de la Commission d’accès aux documents administratifs (CADA), dans un délai de { $within }
appeal-prosecutor = Recours auprès du procureur de la République, dans un délai de { $within }
period-day = { $count } { $count ->
    [one] jour
   *[other] jours
}
period-working-day = { $count } { $count ->
    [one] jour ouvré
   *[other] jours ouvrés
}
period-week = { $count } { $count ->
    [one] semaine
   *[other] semaines
}
period-month = { $count } mois
period-year = { $count } { $count ->
    [one] an
   *[other] ans
}
event-submitted = Demande envoyée
event-completed = Éléments fournis
event-acted = Étape franchie
event-timer = Échéance atteinte
event-paid = Paiement enregistré
event-silence = Délai légal écoulé
event-lapsed = Délai pour fournir les éléments écoulé
event-withdrawn = Demande retirée
by-applicant = par vous ou en votre nom
by-agent = par la mairie
by-clock = automatiquement

## Erreurs

fault-title = Le service a un défaut
fault-kept = Cette démarche ne fonctionne pas en ce moment. Ce que vous avez saisi est conservé. Réessayez plus tard ou contactez la mairie.
gone-title = Page introuvable
no-page = Cette page n’existe pas.
no-draft = Ce brouillon n’existe pas : il a été envoyé, supprimé, ou a expiré.
no-dossier = Aucun dossier ne correspond à ce numéro et à cette clé. Vérifiez les deux.
submitted-before = Ce formulaire a déjà été envoyé
submitted-before-as = Il a été envoyé sous le numéro { $number }.
busy-title = Trop de demandes en même temps
busy = Réessayez dans un instant. Ce que vous avez saisi est conservé.
changed-title = Le dossier a changé entre-temps
changed = Quelqu’un a peut-être déjà fait cette étape. Regardez le dossier de nouveau.
identity-title = Une identité vérifiée est nécessaire
identity = Cette démarche demande une identité vérifiée. Connectez-vous, ou contactez la mairie.

## Bureau des agents

desk-sign-in = Bureau des agents
desk-name = Nom
desk-password = Mot de passe
desk-enter = Entrer
desk-wrong = Le nom ou le mot de passe est faux.
desk-wait = Trop d’essais. Attendez une minute.
desk-sign-out = Sortir
desk-queue = File des dossiers
desk-procedure = Démarche
desk-all = toutes
desk-closed-too = aussi les dossiers clos
desk-filter = Filtrer
desk-nothing = Aucun dossier.
desk-received = Reçu le
desk-silence = Silence
desk-what = Objet
desk-newer = Plus récents
desk-older = Plus anciens
desk-paid = Enregistrer le paiement
desk-answers = Réponses
desk-files = Pièces
desk-outbox = À envoyer
desk-outbox-empty = Rien à envoyer.
desk-outbox-note = Enregistré avec la décision. L’envoi automatique n’est pas encore en service.
outbox-notify = Message au demandeur : { $what }
outbox-request = Demande de pièces : { $what }
outbox-issue = Document à remettre : { $what }
outbox-transmit = Document à transmettre : { $what }
outbox-refund = Remboursement : { $what }
outbox-other = Autre envoi { $what }

# Brouillons : enregistrer, quitter, reprendre

saved = Enregistré à { $at }, gardé jusqu’au { $until }
saving = Enregistrement…
unsaved = Pas encore enregistré
save-failed = Ce que vous avez écrit n’est pas enregistré : le service ne répond pas. Nous réessayons. Gardez cette page ouverte ; votre texte reste dans ce navigateur.
save-refused = Ce que vous avez écrit n’est pas enregistré.
set-aside-title = Cette démarche a changé depuis votre dernière visite
set-aside = Vos réponses qui conviennent encore sont gardées. Celles-ci n’ont plus leur place dans le formulaire : relisez-les, et écrivez-les de nouveau là où elles sont utiles.
set-aside-read = J’ai relu, ne plus afficher
leave = Quitter et reprendre plus tard
leave-title = Reprendre plus tard
leave-until = Ce que vous avez rempli est enregistré et gardé jusqu’au { $until }.
leave-link-title = Revenir au formulaire
leave-link = Gardez cette adresse secrète : elle ouvre votre formulaire sur n’importe quel appareil.
leave-shared-title = Vous êtes sur un appareil partagé ?
leave-shared = Le formulaire reste enregistré, mais cet appareil l’oublie. Notez d’abord l’adresse ci-dessus.
leave-forget = Quitter et oublier sur cet appareil
leave-drop-title = Vous ne voulez plus de ce formulaire ?
leave-drop = Supprimer ce formulaire
leave-drop-warning = Tout ce que vous avez rempli sera supprimé, et personne ne pourra le retrouver.
leave-drop-sure = Supprimer définitivement
left = C’est fait : cet appareil ne garde plus rien de ce formulaire.
begun-title = Vous avez commencé
begun-saved = enregistré le { $at }
go-on = Continuer
start-anew = Commencer un nouveau formulaire

# Courriels

mail-receipt-subject = Accusé de réception { $number } : { $procedure }
mail-later-subject = Accusé de réception, dossier { $number } : { $procedure }
mail-receipt = Nous avons bien reçu votre envoi : { $procedure }.
mail-received-what = Ce que nous avons reçu
mail-follow = Suivre votre dossier
mail-keep = Gardez ce message : son lien ouvre votre dossier. Ne le transmettez à personne.
mail-request-subject = Pièces à fournir, dossier { $number } : { $procedure }
mail-request = Il manque quelque chose à votre dossier. Envoyez-le au plus tard le { $until }.
mail-document-subject = Un document vous attend, dossier { $number } : { $procedure }
mail-document = Un document est à votre disposition dans votre dossier : { $title }.
mail-resume-subject = Reprendre votre formulaire : { $procedure }
mail-resume = Voici le lien pour reprendre votre formulaire « { $procedure } ». Il est gardé jusqu’au { $until }.
mail-resume-link = Reprendre le formulaire
mail-secret = Ce lien ouvre votre formulaire à qui le possède : gardez-le pour vous.
mail-expiring-subject = Votre formulaire sera bientôt supprimé : { $procedure }
mail-expiring = Votre formulaire « { $procedure } » n’est pas envoyé. Il sera supprimé après le { $until }, sauf si vous le reprenez avant.
mail-lost-subject = Vos dossiers à { $town }
mail-lost = Vous avez demandé les numéros de vos dossiers. Les voici, avec les liens qui les ouvrent.
mail-lost-other = Si vous n’avez rien demandé, ignorez ce message : personne d’autre ne l’a reçu.

lost = Numéro ou clé perdus ?
lost-title = Retrouver vos dossiers
lost-lead = Écrivez l’adresse électronique que vous avez donnée dans votre demande. Si nous la connaissons, nous y envoyons les liens de vos dossiers.
lost-email = Adresse électronique
lost-send = Envoyer
lost-done-title = Regardez vos messages
lost-done = Si cette adresse figure dans un dossier, un message part à l’instant. S’il n’arrive pas, vérifiez les courriers indésirables ou appelez-nous.
lost-no-mail = Cette mairie n’envoie pas de courriels : appelez ou écrivez au service ci-dessous.
leave-mail = Recevoir cette adresse par courriel
leave-mail-hint = Nous vous écrirons aussi avant que le formulaire soit supprimé. Rien d’autre ne vous sera envoyé.
leave-mail-send = Envoyer le lien
leave-mailed = Le lien est parti. Regardez vos messages.
desk-letters = Courriels non partis
desk-letters-none = Tous les courriels sont partis.
desk-letters-note = « Peut-être parti » : la liaison s’est coupée pendant l’envoi. L’envoyer de nouveau peut faire deux messages.
desk-letter-failed = Refusé
desk-letter-unknown = Peut-être parti
desk-letter-resend = Envoyer de nouveau
desk-letter-why = Réponse du serveur

# Fichiers envoyés

file-empty = Le fichier « { $name } » est vide. Choisissez-en un autre.
file-type = Le fichier « { $name } » n’est pas ce que dit son type. Envoyez un PDF, une photo JPEG ou une image PNG.
file-large = Le fichier « { $name } » dépasse { $size } Mo. Réduisez-le ou envoyez-le en plusieurs fichiers.
file-broken = L’image « { $name } » est abîmée. Prenez la photo de nouveau.
file-virus = Le fichier « { $name } » contient un virus. Il n’a pas été gardé.
file-unscanned = Le fichier « { $name } » ne peut pas être vérifié pour l’instant. Renvoyez-le dans quelques minutes ; le reste de la page est gardé.
file-cut = Le fichier « { $name } » n’est pas arrivé en entier. Envoyez-le de nouveau.
file-elsewhere = Le fichier « { $name } » n’est plus là. Envoyez-le de nouveau.
file-disk = Le fichier « { $name } » n’a pas pu être enregistré. Renvoyez-le dans quelques minutes ; le reste de la page est gardé.

# Accusé de réception imprimable, copie des données

receipt-page = Accusé de réception à imprimer
receipt-code = Photographiez ce code pour ouvrir votre dossier.
receipt-code-alt = Code carré qui ouvre votre dossier
receipt-print = Imprimez ou enregistrez cette page : elle prouve la date de votre envoi.
copy = Télécharger une copie de toutes mes données

# Mentions, accessibilité, conditions d’utilisation, règles de calcul

contact-title = Nous joindre
legal-title = Mentions légales
legal-publisher = Ce service est publié par la commune de { $town }.
accessibility-title = Accessibilité
accessibility-none = Accessibilité : non conforme
accessibility-partial = Accessibilité : partiellement conforme
accessibility-full = Accessibilité : totalement conforme
accessibility-report = Quelque chose vous empêche d’utiliser une page ? Appelez ou écrivez au service ci-dessous : nous vous aidons à faire la démarche autrement, et nous corrigeons la page.
accessibility-defender = Sans réponse de notre part, vous pouvez saisir le Défenseur des droits (defenseurdesdroits.fr, 09 69 39 00 00).
terms-title = Conditions d’utilisation
terms-lead = Ce service permet de saisir la mairie par voie électronique (CRPA, articles L112-8 à L112-15). Il est gratuit et son usage n’est jamais obligatoire.
terms-use-title = Faire une démarche
terms-use = Choisissez la démarche, remplissez le formulaire, relisez, envoyez. Ce que vous écrivez est enregistré page après page ; vous pouvez partir et revenir.
terms-identity = Indiquez vos nom et prénoms, votre adresse postale et votre adresse électronique ; une entreprise indique son numéro SIRET, une association son numéro RNA (CRPA, article R112-9-1).
terms-receipt-title = Accusé de réception
terms-receipt = Chaque envoi donne aussitôt un accusé de réception avec sa date et son heure, qui font foi (CRPA, articles L112-11 et L112-13).
terms-mail = Nos courriels viennent de : { $senders }. Un message d’une autre adresse n’est pas de nous.
terms-no-mail = Cette mairie n’envoie pas de courriels : l’accusé de réception s’affiche, s’imprime et reste dans votre dossier.
terms-language-title = Langues
terms-language = Le français fait foi (CRPA, article L111-1). Les traductions sont là pour aider.
terms-abuse-title = Envois abusifs
terms-abuse = La mairie peut bloquer une source d’envois abusifs par leur nombre ou leur répétition, après l’en avoir informée si possible (CRPA, article L112-11).
terms-otherwise-title = Autrement
terms-otherwise = Vous pouvez toujours faire votre démarche au guichet, par courrier ou par téléphone, auprès du service ci-dessous.
rules-link = Les règles de calcul
rules-title = Règles de calcul : { $procedure }
rules-version = Version { $version } de la démarche. Les valeurs ci-dessous sont celles en vigueur aujourd’hui dans cette commune.
rules-basis = Textes appliqués
rules-settings = Valeurs en vigueur
rules-yours = Comprendre votre résultat
rules-explanation = Votre dossier montre chaque étape du calcul qui vous concerne. Vous pouvez demander à la mairie, au service ci-dessous, comment il a été fait pour vous (CRPA, articles L311-3-1 et R311-3-1-2).
rules-cada = Sans réponse sous un mois, vous pouvez saisir la Commission d’accès aux documents administratifs (CADA).

# Se connecter
me-title = Mes démarches
me-begun = Formulaires commencés
me-none-begun = Aucun formulaire en cours.
me-submitted = Demandes envoyées
me-none-submitted = Aucune demande envoyée.
sign-in-title = Se connecter
sign-in-first = Se connecter pour commencer
sign-in-lead = Retrouvez vos formulaires et vos demandes. Se connecter n’est pas obligatoire : un numéro de dossier et sa clé suffisent pour suivre une demande.
sign-in-needed = Cette démarche demande une identité vérifiée, de niveau { $level }.
sign-in-with = S’identifier avec { $provider }
sign-in-with-hint = Vos nom, prénoms et date de naissance seront repris et ne pourront plus être modifiés dans le formulaire.
sign-in-may = Vous pouvez vous identifier avec { $provider } pour que vos nom et prénoms soient déjà remplis.
sign-in-mail = Recevoir un lien de connexion
sign-in-mail-hint = Le lien montre les formulaires et les demandes faits avec cette adresse. Il ne prouve pas votre identité.
sign-in-mail-send = Envoyer le lien
sign-in-sent = Si l’adresse est juste, le lien est parti. Regardez vos messages.
sign-in-none = La mairie ne peut pas vérifier d’identité en ligne à ce niveau. Venez à la mairie ou appelez-la : la démarche s’y fait aussi.
sign-in-confirm = Un lien de connexion a été demandé avec votre adresse électronique. Continuez si c’est bien vous.
sign-in-go = Continuer
sign-in-failed = Vous n’êtes pas connecté
sign-in-cancelled = La connexion a été interrompue. Vous pouvez recommencer.
sign-in-unknown = Ce lien a déjà servi, a expiré, ou la connexion a été commencée dans un autre navigateur. Recommencez.
sign-in-provider = Le service d’identité ne répond pas comme prévu. Réessayez dans un moment, ou contactez la mairie.
signed-in-as = Vous êtes connecté en tant que { $name }.
sign-out = Se déconnecter
signed-out-title = Vous êtes déconnecté
signed-out-there = Vous restez connecté chez { $provider }. Sur un appareil partagé, déconnectez-vous aussi là-bas.
sign-out-there = Se déconnecter de { $provider }
level-none = aucun
level-low = faible
level-substantial = substantiel
level-high = élevé
mail-sign-in-subject = Votre lien de connexion
mail-sign-in = Voici le lien pour retrouver vos démarches auprès de { $town }. Il ne sert qu’une fois, dans les { $minutes } minutes.
mail-sign-in-link = Se connecter
mail-sign-in-not-you = Si vous n’avez rien demandé, ne faites rien : personne n’est connecté.
desk-anonymous = Demande faite sans identité vérifiée.
desk-identity = Demande faite par { $name }, connecté (niveau { $level } { $acr }).

# Ce qui passe entre la mairie et le demandeur
passed-message = Message
passed-pieces = Message avec pièces : { $files }
passed-answered = Réponse de la mairie
passed-consented = Accord pour recevoir les décisions par voie électronique
passed-refused = Refus de recevoir les décisions par voie électronique
passed-opened = Décision ouverte
passed-rated = Avis sur la démarche
asks-attestation = Demander l’attestation d’acceptation tacite
asks-reasons = Demander les motifs du refus tacite
asks-explanation = Demander l’explication du calcul
asks-erasure = Demander l’effacement du dossier
right-attestation = La mairie n’a pas répondu dans le délai : si votre demande était complète, elle est acceptée. Vous pouvez en demander l’attestation (CRPA, article L232-3).
right-reasons = La mairie n’a pas répondu dans le délai : si votre demande était complète, elle est refusée. Vous pouvez en demander les motifs ; la mairie a un mois pour vous les donner, et le délai de recours recommence alors pour deux mois (CRPA, article L232-4).
right-explanation = Cette décision s’appuie sur un calcul. Vous pouvez demander comment il a été fait pour vous, avec quelles données et quels paramètres (CRPA, articles L311-3-1 et R311-3-1-2).
right-erasure = Vos données ne sont gardées qu’avec votre accord. Vous pouvez en demander l’effacement (RGPD, article 17).
rights-title = Vos droits
erasure-blocked = Ce dossier ne peut pas être effacé à la demande : { $basis } ({ $texts }). Il est gardé { $period } après sa clôture, puis supprimé ou archivé.
basis-public-task = il est nécessaire à une mission d’intérêt public
basis-legal-obligation = une obligation légale impose de le garder
basis-contract = il est nécessaire à un contrat
basis-vital-interest = il protège des intérêts vitaux
basis-legitimate-interest = la mairie a un intérêt légitime à le garder
sources-none = Aucune donnée n’a été demandée à une autre administration pour ce dossier.
receipt-due = Réponse au plus tard le
answer-due = Réponse au plus tard le { $day }.
message-write = Écrire à la mairie
message-hint = Dites ce qui change ou ce que vous souhaitez savoir. Vous recevez un accusé de réception.
message-pieces = Joindre des pièces (facultatif : PDF ou photos, 5 au plus)
message-send = Envoyer
message-empty = Écrivez votre message.
message-long = Le message est trop long : { $count } caractères au plus.
message-files = { $count } pièces au plus par message.
message-many = Ce dossier a trop de messages. Appelez le service.
consent-title = Décisions par voie électronique
consent-about = Si vous êtes d’accord, la décision vous est notifiée ici au lieu d’une lettre recommandée. Un avis vous est envoyé ; elle est réputée reçue quand vous l’ouvrez, au plus tard quinze jours après l’avis (CRPA, articles L112-15 et R112-20).
consent-give = Je suis d’accord
consent-given = Vous êtes d’accord pour que la décision vous soit notifiée ici.
consent-withdraw = Je ne suis plus d’accord
notice-title = Une décision vous attend
notice-status = Une décision est disponible
notice = Une décision de { $service } est disponible depuis le { $day }. Elle est réputée reçue quand vous l’ouvrez, au plus tard quinze jours après cette date.
notice-open = Ouvrir la décision
notified = Décision réputée reçue le { $day }.
rating-title = Votre avis
rating-question = Cette démarche vous a-t-elle paru simple ?
rating-1 = Très difficile
rating-2 = Difficile
rating-3 = Ni simple ni difficile
rating-4 = Simple
rating-5 = Très simple
rating-comment = Que pourrions-nous améliorer ? (facultatif)
rating-send = Donner mon avis
rating-choose = Choisissez une des cinq réponses.
rating-thanks = Merci de votre avis.
mail-message-subject = Message de la mairie, dossier { $number }
mail-notice-subject = Une décision vous attend, dossier { $number } : { $procedure }
mail-notice = Une décision de { $service } est disponible depuis le { $day }. Ouvrez-la sur la page de votre dossier. Elle est réputée reçue à sa première consultation, au plus tard quinze jours après cette date (CRPA, article R112-20).
desk-message = Message
desk-answer = Réponse
desk-write = Écrire au demandeur
desk-consents = Le demandeur accepte la notification électronique.
desk-consents-not = Le demandeur n’a pas accepté la notification électronique : une décision défavorable se notifie par lettre recommandée.
desk-notice = Décision disponible en ligne depuis le { $day }, réputée reçue le { $received }.

# Données personnelles d’une démarche
privacy-link = Ce que deviennent vos données
privacy-title = Vos données : { $procedure }
privacy-controller = Responsable du traitement
privacy-purpose = But
privacy-basis = Base juridique
privacy-recipients = Qui les lit
privacy-retention = Durée de conservation après la clôture du dossier
privacy-texts = Textes
privacy-rights = Vous pouvez consulter vos données, en recevoir une copie, les faire rectifier, demander leur effacement ou la limitation de leur usage, et vous opposer à leur usage quand la loi le permet (RGPD, articles 15 à 21). La copie et les demandes se font sur la page de votre dossier.
privacy-cnil = Si vous estimez que vos droits ne sont pas respectés, vous pouvez saisir la CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris cedex 07.
lawful-public-task = Mission d’intérêt public (RGPD, article 6, 1, e)
lawful-legal-obligation = Obligation légale (RGPD, article 6, 1, c)
lawful-consent = Votre consentement, que vous pouvez retirer (RGPD, article 6, 1, a)
lawful-contract = Contrat (RGPD, article 6, 1, b)
lawful-vital-interest = Intérêts vitaux (RGPD, article 6, 1, d)
lawful-legitimate-interest = Intérêt légitime (RGPD, article 6, 1, f)

# Documents en PDF et leur vérification
paper-receipt = Nous avons bien reçu votre envoi. Gardez ce document : il en prouve la date.
paper-receipt-title = Accusé de réception
paper-decision-granted = Décision : demande acceptée
paper-decision-partly = Décision : demande acceptée en partie
paper-decision-refused = Décision : demande refusée
paper-decision-none = Décision : demande classée sans suite
paper-algorithm-title = Décision prise avec l’aide d’un calcul
paper-algorithm = Cette décision s’appuie sur un traitement algorithmique, dont le but est : { $purpose }. Vous avez le droit d’en obtenir les règles et les principales caractéristiques de mise en œuvre dans votre cas, en les demandant au service nommé en tête de ce document. Sans réponse dans un mois, vous pouvez saisir la Commission d’accès aux documents administratifs (CRPA, articles L311-3-1 et R311-3-1-1).
paper-appeal = Vous pouvez contester cette décision, à compter de sa notification :
paper-request = Il manque à votre dossier les pièces ou informations suivantes. Faites-les parvenir à la mairie le { $until } au plus tard.
paper-request-title = Demande de pièces
paper-request-suspends = Le délai au terme duquel une décision est réputée prise est suspendu jusqu’à leur arrivée, au plus tard jusqu’à cette date (CRPA, article L114-5).
paper-dated = { $town }, le { $day }
paper-procedure = Démarche
paper-code = Code de vérification
paper-proof = Pour vérifier que ce document est authentique, photographiez le carré, ou ouvrez la page suivante, qui montre le numéro, la date et l’empreinte du document enregistré.
paper-proof-alt = Code carré qui ouvre la page de vérification
papers-title = Courriers et décisions à télécharger (PDF)
paper-link = { $title }, { $day } (PDF)
verify-title = Vérifier un document
verify-lead = Chaque document de la mairie porte un code de vérification. La page dit à quel document enregistré il correspond.
verify-code = Code de vérification
verify-code-hint = Cinq groupes de quatre lettres ou chiffres, sous le carré imprimé sur le document
verify-look = Chercher
verify-unknown = Aucun document de cette mairie n’a ce code. Relisez-le sur le document ; s’il est bien écrit, le document n’est pas authentique.
verify-found = Ce document est enregistré
verify-kind = Nature
verify-dated = Date
verify-digest = Empreinte (SHA-256)
verify-file-title = Comparer avec un fichier
verify-file = Fichier PDF à comparer
verify-file-hint = Choisissez ou déposez le fichier. Il n’est pas conservé.
verify-digest-given = Ou son empreinte SHA-256
verify-compare = Comparer
verify-nothing = Choisissez un fichier ou collez une empreinte de 64 chiffres hexadécimaux.
verify-same = Le fichier est celui qui est enregistré : rien n’y a été changé.
verify-other = Le fichier n’est pas celui qui est enregistré. Il a été changé, ou c’est un autre document.
paper-kind-receipt = Accusé de réception
paper-kind-request = Demande de pièces
paper-kind-message = Message de la mairie
paper-kind-document = Document délivré
paper-kind-decision = Décision

# Documents envoyés à d’autres services
mail-transmission-subject = Document transmis, dossier { $number } : { $procedure }
mail-transmission = La mairie transmet au service { $office } le document joint, dossier { $number } ({ $procedure }).
mail-transmission-check = Vérifier que le document est authentique

# Courriers à imprimer et à poster
passed-posted = Envoyé par la poste le { $day }
passed-registered = Envoyé par lettre recommandée n° { $letter } le { $day }
post-title = Courriers à poster
post-none = Aucun courrier à imprimer.
post-lead = Ces documents sont destinés à des personnes sans adresse électronique, ou doivent leur parvenir par lettre recommandée. Imprimez-les, postez-les, puis enregistrez la date d’envoi.
post-letter = { $title }, dossier { $number }
post-one = Télécharger le PDF
post-registered-needed = À envoyer en lettre recommandée avec avis de réception : décision défavorable, sans accord pour la notification électronique (CRPA, article L112-15).
post-registered = Numéro de lettre recommandée (facultatif)
post-on = Date d’envoi
post-on-hint = Pour une décision, elle est enregistrée comme celle de la notification par voie postale.
post-download = Télécharger les courriers choisis (ZIP)
post-posted = Enregistrer l’envoi des courriers choisis
post-choose = Choisissez au moins un courrier.
post-day-wrong = La date d’envoi est comprise entre la date du document ({ $day }) et aujourd’hui.
post-decision = Décision envoyée par la poste le { $day }. Le délai de recours court à compter de sa réception ; compté depuis l’envoi, il prendrait fin le { $until }.

# Au guichet
counter-title = Guichet et courrier
counter-lead = Remplissez une démarche avec une personne au guichet, ou pour elle à partir de sa lettre. Le formulaire reste le vôtre jusqu’à son envoi.
counter-lang = Langue de la personne
counter-reason = Pourquoi vous la remplissez
counter-reason-hint = Par exemple : au guichet, à sa demande ; lettre, cachet de la poste du 3 mars
counter-reason-missing = Dites pourquoi vous remplissez cette démarche.
counter-arrived = Date d’arrivée de la lettre
counter-arrived-hint = Seulement pour une lettre : les délais courent à partir de ce jour.
counter-arrived-wrong = La date d’arrivée est passée, de deux ans au plus.
counter-vouch = identité à vérifier
counter-vouched = Comment vous connaissez son identité
counter-vouched-hint = Par exemple : carte d’identité présentée. Nécessaire si la démarche demande une identité vérifiée.
counter-vouched-missing = Cette démarche demande une identité vérifiée : dites comment vous la connaissez.
counter-long = Ces mots sont trop longs : 500 caractères au plus.
counter-scans = Numérisation de la lettre (facultatif : PDF ou photos)
counter-begin = Remplir la démarche
counter-begun = Vos démarches commencées
counter-filled = Remplie par l’agent { $agent } : { $reason }
counter-filled-arrived = Lettre arrivée le { $day }.
counter-filled-vouched = Identité : { $how }
