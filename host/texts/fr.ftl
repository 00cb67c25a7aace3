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
format-span = du { $from } au { $until }
format-span-hours = { $date }, de { $from } à { $until }
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
note-copies = Pour les pièces demandées, une copie ou une photo lisible suffit.
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
locate = Remplir avec l’endroit où je suis
located = L’endroit est rempli.
locate-failed = Votre appareil ne dit pas où il est. Autorisez-le dans ses réglages, ou écrivez les nombres.
too-large = Cette page ne peut pas recevoir plus de { $size }. Revenez en arrière, raccourcissez ce que vous avez écrit, et renvoyez-la. Ce qui était enregistré le reste.
too-many = Cette page ne peut pas recevoir plus de { $count } réponses. Revenez en arrière et retirez-en. Ce qui était enregistré le reste.
photo = Prendre une photo
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
correct = Corriger des réponses
desk-correct = Corriger les réponses, ou verser ce qui est arrivé par courrier
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
receipt-recorded = Enregistré le
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

mail-dear = Madame, Monsieur { $name },
mail-in-french = Le même message en français, qui fait foi (CRPA, article L111-1) :
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
file-vast = L’image « { $name } » est trop grande : { $pixels } millions de pixels au plus. Réduisez-la ou photographiez de nouveau.
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
terms-pieces-title = Pièces à joindre
terms-pieces = Une copie ou une photo lisible suffit, et jamais une copie certifiée conforme n’est demandée (CRPA, articles R113-5 et R113-10). Les copies d’actes d’état civil sont acceptées quelle que soit leur date (article R113-7).
terms-originals = L’original ne peut être demandé qu’en cas de doute sur une copie, par lettre recommandée qui dit pourquoi (article R113-6).
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

# Les personnes qui travaillent au guichet
people-title = Agents
people-called = Nom
people-roles = Rôles
people-teams = Équipes
people-add = Ajouter un agent
people-name-hint = Nom de connexion : lettres, chiffres, point, tiret, tiret bas et @.
people-there = Il y a déjà un agent { $name }.
people-given-names = Prénoms
people-family-name = Nom de famille
people-quality = Qualité
people-quality-hint = Telle que les décisions la portent, par exemple « Responsable de l’accueil ».
people-email = Adresse électronique professionnelle
people-save = Enregistrer
people-token = Jeton de l’API
people-secrets = Nouveaux secrets
people-secrets-note = Un nouveau mot de passe et un nouveau jeton ; les anciens ne valent plus rien, les sessions ouvertes se ferment et la deuxième preuve est à installer de nouveau.
people-secrets-once = Ces secrets ne s’affichent que maintenant.
people-access = Accès
people-access-note = Un agent dont l’accès est coupé ne peut plus entrer ; ce qu’il a fait reste à son nom.
people-shut-out = Couper l’accès
people-let-in = Rendre l’accès
people-out = Accès coupé
people-away = Absent jusqu’au { $day }, remplacé par { $deputy }
role-agent = Agent
role-supervisor = Responsable
role-administrator = Administrateur
role-auditor = Contrôleur
role-signatory = Signataire
absence-title = Absence
absence-note = Pendant votre absence, les dossiers qui vous sont attribués apparaissent dans la file de la personne qui vous remplace. Laissez la date vide si vous êtes là.
absence-until = Absent jusqu’au (inclus)
absence-deputy = Remplacé par
absence-date = La date de fin d’absence n’est pas une date.
absence-choose = Choisissez qui vous remplace.
desk-done = C’est enregistré.
desk-password-old = Mot de passe actuel
desk-password-new = Nouveau mot de passe
desk-password-change = Changer le mot de passe
desk-password-rule = Au moins { $least } caractères, au plus { $most } octets, autre que le nom et que le mot de passe actuel.

# La deuxième preuve
second-title = Deuxième preuve
second-code = Code à usage unique
second-code-hint = Les six chiffres que montre votre application, ou un code de secours.
second-wrong = Ce code n’est pas bon, ou il a déjà servi. Attendez le suivant.
second-wait = Trop de codes erronés. Attendez une heure, ou demandez de nouveaux secrets à l’administrateur.
second-why = Une application sur votre téléphone ou votre ordinateur montre un code qui change toutes les trente secondes. Il vous sera demandé après le mot de passe.
second-must = Les administrateurs ont besoin d’une deuxième preuve pour continuer.
second-begin = Installer une deuxième preuve
second-read = Lisez cette image avec votre application, puis entrez le code qu’elle montre.
second-picture = Image à lire avec l’application ; la clé est écrite dessous.
second-type = Sans appareil photo, entrez cette clé :
second-shown = Code que montre l’application
second-papers = La deuxième preuve fonctionne. Notez ces codes de secours sur papier : chacun sert une fois si l’appareil est perdu. Ils ne s’affichent que maintenant.
second-works = Une deuxième preuve est demandée à la connexion.

# La file, le travail entre agents, les consultations
queue-text = Mots ou numéro
queue-phase = Étape
queue-due = Échéance
queue-due-late = dépassée
queue-due-7 = dans les 7 jours
queue-due-30 = dans les 30 jours
queue-late = En retard
queue-whose = Attribué à
queue-whose-mine = moi
queue-whose-nobody = personne
queue-tag = Étiquette
queue-score = Score minimal
queue-order = Trier par
queue-order-due = échéance, le plus urgent d’abord
queue-order-received = réception, le dernier d’abord
queue-order-score = score, le plus haut d’abord
queue-before = Page précédente
queue-after = Page suivante
queue-news =
    { $count ->
        [one] Un nouveau dossier
       *[other] { $count } nouveaux dossiers
    }
phase-received = reçu
phase-in-review = en examen
phase-waiting-for-applicant = en attente du demandeur
phase-decided = décidé
phase-closed = clos
phase-withdrawn = retiré
filter-kept = Filtres enregistrés
filter-as = Nom du filtre
filter-keep = Enregistrer ce filtre
filter-off = Supprimer
filter-name = Un filtre a un nom de 1 à { $count } caractères.
filter-many = Vous avez { $count } filtres enregistrés, ce qui est le maximum : supprimez-en un d’abord.
bulk-title = Plusieurs dossiers à la fois
bulk-mark = Choisir
bulk-what = Que faire
bulk-go = Appliquer aux dossiers choisis
bulk-take = Me les attribuer
bulk-release = Les rendre
bulk-assign = Les attribuer à un agent
bulk-tag = Poser une étiquette
bulk-untag = Ôter une étiquette
bulk-choose = Choisissez de 1 à { $count } dossiers.
bulk-count = { $done } sur { $all } faits.
bulk-done = fait
bulk-not-open = rien à faire : le dossier ne le permet pas ou plus
desk-previous = Dossier précédent
desk-next = Dossier suivant
meanwhile = Ce dossier a changé depuis que vous l’avez ouvert. Relisez-le avant de confirmer :
meanwhile-typed = Ce que vous aviez saisi
assignee = Attribué à { $agent }.
assignee-nobody = Attribué à personne.
assignee-away = Attribué à { $agent }, absent, remplacé par { $deputy }.
assign-take = Me l’attribuer
assign-release = Le rendre
assign-to = Attribuer à
assign-hand = Attribuer
assign-nobody = Cette personne ne traite pas ces dossiers.
assign-supervisor = Ce dossier est attribué à quelqu’un d’autre : un responsable peut le réattribuer.
passed-noted = Note interne
passed-assigned = Attribué à { $agent }
passed-released = Attribué à personne
passed-tagged = Étiquette « { $tag } » posée
passed-untagged = Étiquette « { $tag } » ôtée
notes = Notes internes
notes-hint = Le demandeur ne les voit pas ici, mais il peut demander à les lire (CRPA, articles L311-1 et L311-6 ; RGPD, article 15) : n’écrivez que ce qui peut l’être.
note-write = Nouvelle note
note-keep = Noter
tags = Étiquettes
tag-new = Nouvelle étiquette
tag-on = Poser
tag-off = Ôter « { $tag } »
tag-wrong = Une étiquette a de 1 à { $count } caractères.
tag-many = Ce dossier a { $count } étiquettes, ce qui est le maximum.
file-look = Voir l’image
neighbours = Autres dossiers de la même personne
neighbour-twice = peut-être la même demande
reads-title = Consultations
reads-note = Qui a consulté les dossiers des démarches sensibles, le dernier d’abord.
reads-none = Aucune consultation.
reads-at = Quand
seen-page = page du dossier
seen-file = pièce jointe
seen-listed = trouvé dans une liste
seen-program = par un programme
seen-other = page « { $what } »
desk-provider = Se connecter avec { $provider }
desk-unknown = Vous êtes connu de votre fournisseur d’identité, mais aucun agent de cette mairie n’a cette adresse. Demandez à un administrateur de vous ajouter.
# Effacement
asks-erasure = Effacer le dossier
erasure-warning = Le dossier, ses pièces et tout ce qu’il contient sont effacés tout de suite, pour vous comme pour la mairie. Rien ne peut être retrouvé ensuite. Gardez d’abord une copie si vous en avez besoin.
erasure-sure = Effacer définitivement
obliged-title = Ce dossier ne peut pas être effacé
erased-title = Le dossier est effacé
erased = Le dossier, ses pièces et les messages ont été détruits. Il n’en reste que le numéro et la date de l’effacement. Les copies de sauvegarde qui en portent encore les clés sont détruites à leur terme.
mail-erased-subject = Dossier { $number } effacé
mail-erased = Comme vous l’avez demandé, le dossier { $number }, ses pièces et ses messages ont été effacés (RGPD, article 17). La mairie n’en garde que le numéro et la date de l’effacement.

# Fin de la conservation
passed-expiring = Avis de destruction à partir du { $day }
mail-destroyed-subject = Votre dossier { $number } sera détruit : { $procedure }
mail-destroyed = La durée de conservation de votre dossier { $number } ({ $procedure }) est bientôt terminée. À partir du { $day }, il sera détruit avec ses pièces, sauf si le directeur des archives décide de le garder. Si vous en avez besoin, prenez-en une copie avant cette date.

# Listes d’élimination
disposal-title = Fin de conservation
disposal-note = Un dossier dont la durée de conservation est terminée n’est détruit qu’après un avis de deux semaines au demandeur et le visa du directeur des archives (code du patrimoine, article L212-2). Les brouillons et les pièces restées sans dossier sont détruits sans liste.
disposal-none = Aucun dossier n’arrive à la fin de sa conservation.
disposal-due = Dossiers concernés
disposal-until = Conservé jusqu’au { $day }
disposal-untold = Le demandeur n’a pas encore été avisé
disposal-from = Peut être détruit à partir du { $day }
disposal-on-list = Sur la liste { $list }
disposal-draw = Établir une liste d’élimination
disposal-list = Liste { $list }
disposal-drawn = Établie le
disposal-count = Dossiers
disposal-export = Télécharger la liste et les dossiers (ZIP avec empreintes)
disposal-visa = Visa du directeur des archives
disposal-visa-is = { $director }, le { $day }, { $reference }
disposal-director = Nom du signataire
disposal-signed = Date de signature
disposal-reference = Référence
disposal-no-day = Indiquez la date de signature du visa.
disposal-record = Enregistrer le visa
disposal-purge = Détruire les dossiers de la liste
disposal-warning = Les dossiers, leurs pièces et leurs messages seront détruits. Rien ne peut être retrouvé ensuite.
disposal-sure = Détruire définitivement
disposal-purged = Détruite le
disposal-unknown = Il n’y a pas de liste { $list }.
disposal-nothing = Rien ne peut être détruit : aucun dossier n’est à la fin de sa conservation avec un demandeur avisé deux semaines avant.
disposal-done = La liste { $list } a été exécutée ; il n’en reste rien.
disposal-director-wrong = Indiquez le nom du signataire, en { $count } caractères au plus.
disposal-reference-wrong = Indiquez la référence du visa, en { $count } caractères au plus.
disposal-day-wrong = Le visa ne peut être signé qu’entre le { $drawn }, où la liste a été établie, et aujourd’hui, le { $today }.
disposal-unsigned = La liste { $list } n’a pas le visa du directeur des archives : rien n’est détruit sans lui.
disposal-too-large = Les fichiers de cette liste dépassent { $size }. Écrivez-la sur le serveur : guichet dossier disposal export { $list } --out FICHIER

# Places, salles, classes : ce qui est pris et ce qui est libre
pool-full = { $pool } : plus de place ({ $span }).
pool-full-unnamed = Plus de place ({ $span }).
pool-closed = { $pool } : fermé ({ $span }).
pools-title = Salles et places
pools-none = La commune n’a aucune salle ni place à réserver dans guichet.toml.
pool-name = Nom
pool-taken-today = Pris aujourd’hui
pool-of = { $taken } sur { $limit }
pool-before = Semaine précédente
pool-after = Semaine suivante
pool-week = Semaine
pool-week-hint = Par exemple 2026-W48 pour la 48e semaine de 2026.
pool-show = Afficher
pool-more = Il y a plus de réservations que cette page n’en montre.
pool-whole = Toute la semaine
pool-day = Jour
pool-taken = Pris
pool-closed-when = Fermé
pool-bookings = Réservations
pool-all-day = toute la journée
pool-hours = de { $from } à { $until }
pool-units = { $units } places
bookings = Réservé pour vous
desk-bookings = Réservé pour ce dossier
booking-own = Compté dans une limite de la démarche

# L’horloge légale : délais, silence, recours

law-due-accepted = Réponse attendue au plus tard le { $day } ; sans réponse, la demande sera acceptée à cette date.
law-due-refused = Réponse attendue au plus tard le { $day } ; sans réponse, la demande sera refusée à cette date.
law-not-begun = Le délai de réponse n’a pas commencé : des éléments ont été demandés le { $day }. Il commencera quand ils seront reçus.
law-suspended = Le délai de réponse est suspendu depuis le { $since }, jusqu’à la réception des éléments demandés et au plus tard le { $until }. Il se termine au plus tard le { $day }.
law-accepted = La mairie n’a pas répondu dans le délai : la demande est acceptée depuis le { $day }, par décision implicite.
law-refused = La mairie n’a pas répondu dans le délai : la demande est refusée depuis le { $day }, par décision implicite.
law-handed = La mairie n’est pas compétente : la demande a été transmise le { $day } à l’administration compétente (CRPA, article L114-2).
law-left = Il reste { $count } { $count ->
    [one] jour ouvré
   *[other] jours ouvrés
}.
law-today = C’est le dernier jour.
law-overdue = Le délai est dépassé de { $count } { $count ->
    [one] jour ouvré
   *[other] jours ouvrés
}.
law-target = Objectif de la mairie : { $day }.
due-lapse = Éléments à fournir
due-silence = Réponse à donner
due-tell = Le silence a décidé ; la démarche n’a pas pu en tenir compte
suspension-not-begun = Le délai de réponse de la mairie ne commencera qu’à la réception de ces éléments (CRPA, article L114-5).
suspension-suspended = Le délai de réponse de la mairie est suspendu jusqu’à la réception de ces éléments, au plus tard jusqu’au { $until } (CRPA, article L114-5).
suspension-none = Le délai de réponse de la mairie n’est pas suspendu : votre demande continue d’être examinée.
silent-accepted = Demande acceptée par décision implicite
silent-refused = Demande refusée par décision implicite
silent-right = Votre droit
handed-title = Demande transmise à l’administration compétente
handed-why = Motif
handed-to = Transmise à
handed-refused = Le délai court depuis la première réception : sans réponse de cette administration, la demande sera considérée comme refusée le { $day } (CRPA, article L114-3).
handed-accepted = Le délai au terme duquel le silence vaut acceptation court à partir de la réception par cette administration (CRPA, article L114-3).
irregular-title = Demande à régulariser
irregular-what = Ce qu’il faut faire
irregular-by = Au plus tard le
irregular-texts = Textes qui l’exigent
taking-back-title = Motif de retrait enregistré
taking-back-ground = Fondement
taking-back-why = Motif
ground-illegal = La décision est illégale, et date de moins de quatre mois (CRPA, article L242-1)
ground-condition = Une condition n’est plus remplie, ou un texte rend la décision révocable (CRPA, article L242-2)
ground-asked = Le bénéficiaire le demande (CRPA, article L242-4)
decision-author = Décision prise par
decision-reasons = Motifs
decision-algorithm = Calcul automatique
appeal-from = à compter de la notification de cette décision.
appeal-last-day = à compter de la notification, donc jusqu’au { $day } inclus.
author-line = { $name }, { $quality }, { $service }
algorithm-mention = Cette décision s’appuie sur un calcul automatique : { $purpose }. Vous pouvez demander à la mairie les règles de ce calcul et leur application à votre cas (CRPA, articles L311-3-1 et R311-3-1-1), depuis la page de votre dossier ou par courrier. Sans réponse sous un mois, vous pouvez saisir la Commission d’accès aux documents administratifs (CADA).
mail-law-subject = { $what }, dossier { $number }
mail-decision-subject = Décision, dossier { $number } : { $procedure }
rights-kept-title = Cette décision a créé des droits
rights-kept = La décision du { $day } a créé des droits : elle ne peut être retirée que si elle est illégale et dans les quatre mois (CRPA, article L242-1), si une condition n’est plus remplie ou si le bénéficiaire le demande. Enregistrez d’abord le motif, dans « Actes de droit » du dossier.
blocked-title = Nous ne prenons plus vos envois
blocked = { $notice } Pour le contester, écrivez ou téléphonez : { $service }. Ce refus peut aussi être contesté devant le tribunal administratif dans les deux mois.
block-notice = Écrivez le motif, en 5 000 caractères au plus : il est montré à la personne.
block-nobody = Ce dossier n’a ni courriel ni identité confirmée : rien ne permet de reconnaître qui l’envoie.
handing-name = Indiquez le nom de l’administration compétente.
handing-address = Indiquez l’adresse de l’administration compétente.
irregular-formalities = Indiquez ce qui doit être fait, en 5 000 caractères au plus.
irregular-basis = Indiquez les textes qui l’exigent.
irregular-until = Indiquez une date limite à partir de demain.
taking-back-reason = Indiquez le motif, en 5 000 caractères au plus.
desk-law = Actes de droit
desk-law-back = Retour au dossier
desk-law-hand = Transmettre à l’administration compétente
desk-law-hand-hint = La personne est informée. Le délai de refus court depuis la première réception, celui d’acceptation depuis la réception par l’administration compétente (CRPA, articles L114-2 et L114-3).
desk-law-hand-do = Transmettre
desk-law-name = Nom de l’administration
desk-law-address = Adresse postale ou électronique
desk-law-invite = Inviter à régulariser
desk-law-invite-hint = Pour un vice de forme ou de procédure. Sans cette invitation, les délais de recours ne sont pas opposables (CRPA, article L114-6).
desk-law-invite-do = Envoyer l’invitation
desk-law-take = Retirer une décision qui a créé des droits
desk-law-take-hint = Enregistrez le motif ; l’action est ensuite ouverte sur la page du dossier. Une décision illégale ne peut être retirée que dans les quatre mois.
desk-law-take-do = Enregistrer le motif
desk-law-block = Bloquer l’expéditeur
desk-law-block-hint = Seulement pour des envois abusifs, par leur nombre ou leur caractère répétitif (CRPA, article L112-11). Le motif est montré à la personne, avec la façon de le contester.
desk-law-block-do = Bloquer
desk-law-blocked = Expéditeurs bloqués
desk-law-blocked-none = Personne n’est bloqué.
desk-law-unblock = Débloquer
desk-law-notice = Motif
desk-deadlines = Échéances
desk-deadlines-none = Rien n’arrive à échéance dans les dix jours ouvrés.
published-title = Demandes publiées
published-lead = Ces demandes seront acceptées à la date indiquée si la mairie ne répond pas avant (CRPA, article L232-2).
published-none = Aucune demande n’est publiée en ce moment.
published-until = Acceptée en l’absence de réponse le
receipt-missing = L’accusé de réception n’est pas parti ; il devait l’être au plus tard le { $day }. Sans lui, les délais de recours ne sont pas opposables (CRPA, article L112-12).

# Données demandées à d’autres services (CRPA, articles L113-12, L114-8 et R114-9-7)
json-ticket = Cette réponse de source n’a pas été donnée par cette mairie, pour cette démarche, ce champ et cette personne. Demandez-la à nouveau.
json-ticket-old = Cette réponse de source a plus d’un jour. Demandez-la à nouveau.
json-sourced = Cette réponse vient d’une source que la mairie interroge : elle ne s’écrit pas. Donnez un consentement dans « sources ».
missing-sourced = « { $label } » : choisissez de faire demander cette information, ou de la fournir vous-même.
source-about = La mairie peut demander cette information à un autre service, avec votre accord : { $provider }.
source-purpose = Pourquoi : { $purpose }
source-sent = Ce qui lui sera transmis : { $sent }.
source-kept = La demande, sa date et son but restent dans votre dossier 36 mois.
source-ask = Demander pour moi ({ $provider })
source-decline = Je préfère fournir l’information moi-même
source-answered = Réponse du { $day } ({ $provider }) :
source-take-back = Ne pas utiliser ces données
source-try-again = Demander à nouveau
source-ask-after-all = Finalement, demander pour moi ({ $provider })
source-refused = Vous préférez fournir l’information vous-même. Rien n’est demandé.
source-not-found = Rien n’a été trouvé avec ces renseignements ({ $provider }). Vérifiez-les, ou fournissez l’information vous-même.
source-unavailable = Le service ne répond pas en ce moment ({ $provider }). Réessayez dans quelques minutes, ou fournissez l’information vous-même.
source-budget = Trop de demandes ont été faites à ce service ({ $provider }). Réessayez plus tard, ou fournissez l’information vous-même.
source-not-configured = La mairie ne peut pas demander cette information. Fournissez-la vous-même.
source-mismatch = Ces renseignements ne correspondent pas à ceux du service ({ $provider }) ou à votre identité confirmée. Vérifiez-les, ou fournissez l’information vous-même.
source-incomplete = Il manque des renseignements pour faire cette demande ({ $provider }). Complétez-les, puis demandez à nouveau.
source-not-signed-in = Cette information n’est demandée que pour vous-même, une fois votre identité confirmée. Identifiez-vous, ou fournissez l’information vous-même.
source-kind-api-particulier-quotient-familial = CAF ou MSA, par API Particulier
source-kind-api-particulier-eaje = CAF ou MSA, par API Particulier
source-kind-api-particulier-schooling = ministère de l’Éducation nationale, par API Particulier
source-kind-company = Annuaire des entreprises
source-kind-address = Base adresse nationale
source-kind-town-table = table publiée par un autre service
source-param-family-name = nom de naissance
source-param-given-names = prénoms
source-param-sex = sexe
source-param-birth-date = date de naissance
source-param-birth-place = lieu de naissance
source-param-school = établissement
source-param-school-year = année
source-param-year = année
source-param-month = mois
source-param-siret = SIRET
source-param-query = adresse
source-param-key = clé de recherche
source-value-value = Quotient familial
source-value-provider = Organisme
source-value-year = Année
source-value-month = Mois
source-value-children = Enfants à charge
source-value-disabled-children = Enfants bénéficiaires de l’AEEH
source-value-annual-resources = Ressources annuelles
source-value-resources-year = Année des ressources
source-value-enrolled = Scolarisé
source-value-scholarship = Boursier
source-value-scholarship-level = Échelon de bourse
source-value-school-year = Année de scolarité
source-value-siret = SIRET
source-value-name = Nom
source-value-active = En activité
source-value-activity = Code d’activité
source-value-address = Adresse
source-value-label = Adresse en une ligne
sources-title = Données demandées à d’autres services
sources-asked = { $label } : demande du { $at } ({ $provider })
sources-answer = Réponse
sources-outcome = Suite
sources-purpose = But
sources-told = Transmis
sources-nothing-told = rien
sources-outcome-answered = répondu, avec votre accord
sources-outcome-again = réponse donnée peu avant, reprise avec votre accord
sources-outcome-refused = vous avez refusé
sources-outcome-not-found = rien de trouvé
sources-outcome-unavailable = pas de réponse
sources-outcome-budget = trop de demandes
sources-outcome-not-configured = non disponible dans cette commune
sources-outcome-mismatch = renseignements différents
sources-outcome-incomplete = renseignements incomplets
sources-outcome-not-signed-in = identité non confirmée
sources-rights = Vous avez un droit d’accès à ces données et pouvez les faire rectifier : auprès du service qui les a données, ou en nous écrivant par la messagerie de cette page (CRPA, article L114-8). Cette liste est conservée 36 mois (article R114-9-7).
passed-proposed = Décision préparée pour signature : { $verdict }
passed-recalled = Décision préparée, non signée
verdict-granted = accord
verdict-partly-granted = accord partiel
verdict-refused = refus
verdict-no-further-action = sans suite
proposal-title = Une décision attend sa signature
proposal-says = Signée maintenant, elle dirait :
proposal-sign = Signer
proposal-send-back = Renvoyer
proposal-recall = Reprendre
recall-why = Pourquoi elle ne doit pas être signée
recall-empty = Dites pourquoi elle ne doit pas être signée.
queue-to-sign = À signer
people-delegation = Délégation de signature
people-delegation-hint = L’arrêté par lequel cette personne signe à la place du maire, par exemple « arrêté 2026-12 du 3 mars 2026 » ; rien pour le maire.
author-line-delegated = { $name }, { $quality }, { $service }, pour le maire et par délégation ({ $order })
unnamed-title = Votre nom manque
unnamed = Qui décide, ou écrit aux usagers, est nommé : vos prénoms, votre nom et votre qualité ne sont pas encore enregistrés (CRPA, articles L111-2 et L212-1). Un administrateur les indique dans « Personnes ». Rien n’a été fait.
opinion-title = Votre avis est demandé
opinion-subject = { $procedure } : votre avis sur { $number }
opinion-asked = { $adviser } : votre avis est demandé pour le { $day } au plus tard.
opinion-link = Donner l’avis
opinion-answers = Ce qui a été déposé
opinion-stance = Votre avis
opinion-text = Motifs, et conditions s’il y en a
opinion-send = Donner l’avis
opinion-given = L’avis a été donné. Merci.
opinion-choose = Choisissez si vous êtes pour ou contre.
opinion-adviser = Dites à qui l’avis est demandé.
opinion-until = Donnez un jour à partir d’aujourd’hui, dans les 90 jours.
opinion-many = On ne peut pas demander plus de { $count } avis sur un dossier.
opinion-open = Pas encore donné ; il peut l’être jusqu’au { $day }.
opinion-copy = Le lien pour le donner :
opinion-seek = Demander un avis
opinion-adviser-label = À qui
opinion-email = Adresse électronique, pour envoyer le lien
opinion-question = Ce qui est demandé
opinion-until-label = Jusqu’au
opinion-show = Ce qui est montré des réponses
opinions-title = Avis extérieurs
stance-favourable = favorable
stance-reserved = favorable sous conditions
stance-unfavourable = défavorable
passed-sought = Avis demandé à { $adviser }
passed-opined = Avis : { $stance }
by-adviser = la personne consultée
expired-title = Ce lien a pris fin
expired = Il pouvait servir jusqu’au { $day }. Demandez-en un nouveau au service.
commission-title = Commissions
commission-none = Aucune démarche n’a ici de dossiers qui concourent pour des places.
commission-key = session, par exemple 2026-06
commission-propose = Voir le classement
commission-minutes = Procès-verbal
commission-nobody = Aucun dossier n’est à l’étude.
commission-about = La démarche propose ce classement. Décochez ce que la commission ne retient pas ; ce qu’elle retient s’applique aussitôt, et le procès-verbal enregistre tout.
commission-rank = Rang
commission-action = Proposé
commission-keep = Retenir
commission-members = Membres présents
commission-close = Clore la session
commission-date = Close le
commission-component = Paquet qui a classé (SHA-256)
commission-outcome = Suite
commission-kept = retenu et appliqué
commission-left = non retenu
commission-failed = retenu, mais pas appliqué : { $why }
commission-key-wrong = Nommez la session avec des lettres, des chiffres et des traits d’union, { $most } au plus.
commission-many = Une session ne classe pas plus de { $most } dossiers.
commission-members-wrong = Dites qui a siégé, en { $most } caractères au plus.
numbers-title = Chiffres
numbers-about = Par mois de réception. En retard : décidé, ou encore ouvert, après le jour que fixe la loi. Pour les démarches sensibles, les nombres inférieurs à 5 ne sont pas donnés.
numbers-export = Tous les dossiers en tableau :
numbers-table = En tableau
numbers-summary = { $months ->
    [one] Un mois
   *[other] { $months } mois
  }, { $sum } en tout, { $most } au plus.
numbers-month = Mois
numbers-received = Reçus
numbers-open = Ouverts
numbers-median = Jours pour décider, pour la moitié d’entre eux
numbers-late = En retard
numbers-silent = Décidés par le silence
numbers-favourable = Accordés, en tout ou partie
processing-title = Registre des traitements
processing-about = { $town }, au { $day } (RGPD, article 30). Une fiche par démarche proposée.
processing-people = Personnes concernées
processing-data = Données listées au guichet
processing-sensitive = Données sensibles
processing-yes = oui : chaque lecture est consignée
processing-no = non
processing-security = Sécurité
processing-measures = Tout ce qui concerne une personne est chiffré sous une clé propre, détruite à la fin ; qui fait quoi est consigné ; les démarches s’exécutent à part du serveur et ne voient que ce qui leur est accordé.
search-title = Données d’une personne
search-about = Pour une demande faite sur papier : tout ce que la commune détient sur quelqu’un (RGPD, article 15). Assurez-vous d’abord que c’est bien cette personne.
search-email = Adresse électronique
search-or = Ou nom, prénoms et date de naissance
search-born = Né(e) le
search-go = Chercher
search-empty = Donnez une adresse électronique, ou un nom, des prénoms et une date de naissance.
search-found = Ce qu’il y a
search-none = Il n’y a pas de dossier de cette personne que vous puissiez voir.
search-copy = copie
search-hidden = { $count ->
    [one] Un autre dossier est dans un service qui n’est pas le vôtre.
   *[other] { $count } autres dossiers sont dans des services qui ne sont pas les vôtres.
  }
applicant-person = habitants
applicant-company = entreprises
applicant-association = associations
admin-title = Démarches
admin-calls = Appels depuis le démarrage
admin-failures = En échec
admin-mean = Durée d’un appel, en moyenne
admin-memory = Mémoire maximale d’un appel
admin-declared = déclarée dans guichet.toml
admin-declared-note = guichet.toml déclare cette démarche : modifiez ce fichier pour ses réglages, ses tables et sa version.
admin-refused = Non servies
admin-install = Installer ou mettre à jour
admin-install-about = Choisissez un paquet signé par son éditeur. Ce qu’il demande est montré avant que rien ne se passe.
admin-file = Paquet (.wasm)
admin-look = Examiner
admin-version = Version
admin-vendor = Éditeur
admin-signed = Signé par
admin-digest = SHA-256
admin-licence = Licence
admin-serving = En service
admin-nothing-more = Il ne demande rien qui n’ait déjà été accordé.
admin-asks = Ce qu’il demande. Ce que vous décochez, il ne l’obtient pas.
ask-why = { $ask } – { $why }
ask-import-reference = Lire des tables de la commune
ask-import-pools = Savoir ce qui est libre
ask-import-registers = Chercher parmi ce que ses dossiers publient
ask-import-clock = Connaître l’heure
ask-table = Lire la table « { $name } »
ask-pool = Réserver dans « { $name } »
ask-register = Laisser ses dossiers se trouver par « { $name } »
ask-source = Faire interroger « { $name } », avec l’accord de la personne
ask-document = Délivrer le document « { $name } »
ask-recipient = Transmettre des documents à « { $name } »
ask-money = Demander ou rembourser jusqu’à { $amount } à la fois
ask-effect-notify = Écrire au demandeur
ask-effect-request = Demander des pièces au demandeur
ask-effect-issue = Délivrer des documents à en-tête
ask-effect-transmit = Transmettre des documents à d’autres services
ask-effect-schedule = Se donner des échéances
ask-effect-cancel-timer = Annuler ses échéances
ask-effect-hold = Prendre des places ou des créneaux
ask-effect-release = Rendre des places ou des créneaux
ask-effect-charge = Demander un paiement
ask-effect-refund = Décider un remboursement
ask-effect-set = Retenir un fait du dossier
ask-effect-unset = Oublier un fait du dossier
ask-effect-publish = Publier pour ses autres dossiers
ask-effect-unpublish = Retirer ce qu’elle a publié
ask-effect-tag = Marquer le dossier dans la file
ask-effect-untag = Retirer une marque de la file
ask-automatic-granted = Accorder sans qu’une personne décide
ask-automatic-partly-granted = Accorder en partie sans qu’une personne décide
ask-automatic-refused = Refuser sans qu’une personne décide
ask-automatic-no-further-action = Classer sans suite sans qu’une personne décide
admin-less = Il ne demande plus :
admin-open = Le laisser décider aussi des dossiers ouverts
admin-yes = Oui, l’installer
admin-granted = Ce qu’elle peut savoir et faire
admin-denied = Ce qu’elle a demandé et ne peut pas
admin-settings = Réglages
admin-save = Enregistrer
admin-toml = En TOML
admin-tables = Tables
admin-table-hint = { $rows } lignes ; colonnes : { $columns }. Un fichier CSV la remplace.
admin-table-count = { $rows ->
    [one] Une ligne. Elle n’est pas encore prise en compte.
   *[other] { $rows } lignes ; les premières sont montrées. Elles ne sont pas encore prises en compte.
  }
admin-table-take = Prendre cette table
admin-other = Revenir en arrière, ou retirer
admin-back = Remettre en service la version d’avant
admin-remove = Ne plus la proposer
admin-remove-warning = Rien de ce qui a été décidé n’est perdu. C’est refusé tant que des dossiers en ont besoin.
admin-remove-sure = Oui, la retirer
admin-history = Historique
admin-done = C’est fait.

# Documents en PDF et leur vérification
paper-receipt = Nous avons bien reçu votre envoi. Gardez ce document : il en prouve la date.
paper-receipt-title = Accusé de réception
paper-decision-granted = Décision : demande acceptée
paper-decision-partly = Décision : demande acceptée en partie
paper-decision-refused = Décision : demande refusée
paper-decision-none = Décision : demande classée sans suite
paper-request = Il manque à votre dossier les pièces ou informations suivantes. Faites-les parvenir à la mairie le { $until } au plus tard.
paper-request-title = Demande de pièces
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
post-this = Choisir ce courrier
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
