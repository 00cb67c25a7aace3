# What Guichet says to people, in English. The same keys as in fr.ftl.
# Plain words, short sentences, and what to do.

## The language itself: its own name, and its direction, ltr or rtl

language-name = English
language-direction = ltr

## Dates, times, values

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
format-moment = { $date } at { $time }
format-date = { $day } { $month } { $year }
format-first = 1
format-hour = { $padded }:00
format-time = { $padded }:{ $minute }
format-thousands = ,
format-mark = .
format-euros = €{ $amount }
format-byte = B
format-position = { $lat }, { $lon }
format-yes = Yes
format-no = No

## Checks of answers

check-kind = This answer does not fit the question. Please answer again.
check-empty = Please answer this question.
check-line-break = Write on one line only.
check-control = The text contains an invisible character that is not accepted. Please type it again.
check-too-short = Write at least { $min } { $min ->
    [one] character
   *[other] characters
}.
check-too-long = Write at most { $max } { $max ->
    [one] character
   *[other] characters
}.
check-email = Enter an e-mail address, such as name@example.org.
check-phone = Enter a telephone number, such as 06 12 34 56 78, or +32 2 555 12 12 for a number abroad.
check-integer = Enter a whole number, such as 12.
check-min = Enter a number of at least { $min }.
check-max = Enter a number of at most { $max }.
check-decimal = Enter a number of at most { $digits } digits, such as 12.50.
check-money = Enter an amount in euros, such as 12.50.
check-money-min = Enter an amount of at least { $min }.
check-money-max = Enter an amount of at most { $max }.
check-date = Enter a date that exists, such as 22 11 2026.
check-year = Enter the year with four digits, such as 1986.
check-date-earliest = Enter a date from { $date } on.
check-date-latest = Enter a date up to { $date }.
check-time = Enter a time, such as 14:30.
check-choice = Choose an answer from the list.
check-choices = Choose among the answers of the list.
check-address-lines = Enter number and street, on at most { $max } lines.
check-postcode = Enter the postcode, five digits, such as 35000.
check-postcode-abroad = Enter the postcode, at most { $max } letters and digits.
check-city = Enter the town.
check-country = Enter the country’s code, two letters, such as FR.
check-commune = The code of the commune has five characters, such as 35238. Please choose the address again.
check-ban-id = The identifier of the address is not known. Please choose the address again.
check-position = Enter a latitude from -90 to 90 and a longitude from -180 to 180, in degrees.
check-files-count = Attach at most { $max } { $max ->
    [one] file
   *[other] files
}.
check-files-twice = Attach each file only once.
check-files-type = Attach a file of one of these types: { $types }.
check-files-size = Attach a file of at most { $max }.
check-iban = Enter a valid IBAN, as your bank writes it: it starts with FR76 for an account in France.
check-siret = Enter a valid SIRET number: 14 digits.
check-rna = Enter an RNA number: the letter W and 9 digits.
missing-answer = Answer “{ $label }”.
missing-flag = Tick “{ $label }” to go on.
missing-files = Attach a file to “{ $label }”.
missing-choice = Choose an answer to “{ $label }”.

## Answers in JSON

json-object = Answers are a JSON object: a path and a value for each.
json-count = The form has at most { $max } answers.
json-path = This path is not valid: segments of a-z, 0-9 and “-” joined by dots, such as guardians[1].name.
json-unknown = The form does not have this field for these answers. Leave it out.
json-gap = The group { $index } is missing: number groups from 0 without gaps, or give their number.
json-groups = Give the number of groups: an integer from { $min } to { $max }.
json-string = Expected: a JSON string.
json-integer = Expected: a JSON integer.
json-cents = Expected: a JSON integer, in cents.
json-decimal = Expected: a decimal number in a JSON string, such as "12.50".
json-boolean = Expected: true or false.
json-date = Expected: a date in a JSON string, such as "2026-11-22".
json-time = Expected: a time in a JSON string, such as "14:30".
json-keys = Expected: a JSON array of keys of options.
json-address = Expected: a JSON object with lines (an array), postcode, city and, where needed, country, commune, ban_id, position.
json-attachments = Expected: a JSON array of ids of files.
json-attachment-unknown = This file is not known, or no longer. Please send it again.
json-position = Expected: a JSON object with lat and lon, integers in ten-millionths of a degree.

## Frame of the pages

skip = Skip to content
languages = Languages
contact = A question?
error = Error:
optional = optional
go-back = Go back
problems-title = Something has to be put right
check-again = This answer could not be checked. Look at it and send it again.

## Catalogue

catalogue-title = Services online
catalogue-lead = Choose a service. You can stop and go on later.
catalogue-empty = No service is offered at the moment.
follow-title = Follow a request
follow = Follow
number = File number
access-key = Access key
good-to-know = Good to know
start = Start
note-draft = What you type is saved at each page. Keep the page’s address to go on later.
note-accepted = Without an answer from the town within { $period }, your complete request is accepted.
note-refused = Without an answer from the town within { $period }, your complete request is refused.
note-purpose = Your data are used for this: { $purpose }.
note-kept = They are kept for { $period } after the file is closed.
note-algorithm = An automatic computation is used: { $purpose }. You can ask for its rules and how they apply to you.

## Forms

step = page { $number } of { $count }
next = Continue
back = Back
update = Update
add = Add
remove-group = Remove no. { $number }
remove-file = remove
confirm = Confirm
part-day = Day
part-month = Month
part-year = Year
part-lines = Number and street
part-more = More: building, floor, locality
part-postcode = Postcode
part-city = Town
part-country = Country
part-lat = Latitude
part-lon = Longitude
address-look-up = Look up the address
addresses-list = Suggested addresses
addresses-choose = Choose the address, or complete it yourself: it is taken as you write it.
addresses-none = No known address matches. Complete it yourself: it is taken as you write it.
addresses-found = { $count } { $count ->
    [one] address suggested
   *[other] addresses suggested
}
address-filled = The address that you chose is filled in.
review-title = Check your answers
review-lead = Nothing is sent yet. You can change each answer.
change = Change
no-answer = –
submit = Send the request

## Following

dossier = File
received-title = We have received your request
received-keep = Keep this page, or write down the number and the access key below: you need both to follow your request.
status = How it stands:
complete = Send what is asked for
asked-for = What you are asked for
piece = { $label }: { $why } (before { $until })
charges = To pay
charge-amounts = { $cents }, of which { $paid } paid
timeline = What happened
reasons = Reasons
documents = Documents
messages = Messages
receipt-title = Receipt
receipt-received = Received on
receipt-service = Service in charge
receipt-silence = Without an answer from the town
receipt-appeal = To appeal
your-answers = Your answers
withdraw = Withdraw my request
withdraw-warning = The request will no longer be looked at. This cannot be undone.
withdraw-sure = Yes, withdraw my request
silence-accepted = Without an answer, the request counts as accepted on { $day }, provided that it is complete. You can ask for a certificate of it (CRPA, article L232-3).
silence-refused = Without an answer, the request counts as refused on { $day }, provided that it is complete.
silence-nothing = Silence of the town decides nothing.
appeal-gracious = Appeal to the town itself, within { $within }
appeal-hierarchical = Appeal to the higher authority, within { $within }
appeal-administrative-court = Appeal to the administrative court, within { $within }
appeal-prefect = Appeal to the prefect, within { $within }
appeal-cada = Referral to the commission on access to documents (CADA), within { $within }
appeal-prosecutor = Appeal to the public prosecutor, within { $within }
period-day = { $count } { $count ->
    [one] day
   *[other] days
}
period-working-day = { $count } { $count ->
    [one] working day
   *[other] working days
}
period-week = { $count } { $count ->
    [one] week
   *[other] weeks
}
period-month = { $count } { $count ->
    [one] month
   *[other] months
}
period-year = { $count } { $count ->
    [one] year
   *[other] years
}
event-submitted = Request sent
event-completed = Pieces handed in
event-acted = Step taken
event-timer = A date was reached
event-paid = Payment recorded
event-silence = The legal time passed
event-lapsed = The time for missing pieces passed
event-withdrawn = Request withdrawn
by-applicant = by you or for you
by-agent = by the town
by-clock = automatically

## Errors

fault-title = The service has a fault
fault-kept = This service does not work at the moment. What you typed is kept. Try again later or contact the town.
gone-title = Not found
no-page = There is no such page.
no-draft = There is no such draft: it was sent, thrown away, or has expired.
no-dossier = No file has this number and key. Check both.
submitted-before = This form was sent before
submitted-before-as = It was sent as number { $number }.
busy-title = Too many requests at once
busy = Try again in a moment. What you typed is kept.
changed-title = The file changed meanwhile
changed = Somebody may have taken this step already. Look at the file again.
identity-title = A confirmed identity is needed
identity = This service asks for a confirmed identity. Sign in, or contact the town.

## The agents’ desk

desk-sign-in = The agents’ desk
desk-name = Name
desk-password = Password
desk-enter = Enter
desk-wrong = The name or the password is wrong.
desk-wait = Too many attempts. Wait a minute.
desk-sign-out = Sign out
desk-queue = Queue
desk-procedure = Service
desk-all = all
desk-closed-too = closed ones too
desk-filter = Filter
desk-nothing = No files.
desk-received = Received on
desk-silence = Silence
desk-what = About
desk-newer = Newer
desk-older = Older
desk-paid = Record the payment
desk-answers = Answers
desk-files = Attachments
desk-outbox = To be sent
desk-outbox-empty = Nothing to be sent.
desk-outbox-note = Recorded with the decision. Sending is not in service yet.
outbox-notify = Message to the applicant: { $what }
outbox-request = Request for pieces: { $what }
outbox-issue = Document to hand over: { $what }
outbox-transmit = Document to send on: { $what }
outbox-refund = Refund: { $what }
outbox-other = Something else { $what }

# Drafts: saving, leaving, going on

saved = Saved at { $at }, kept until { $until }
saving = Saving…
unsaved = Not saved yet
save-failed = What you wrote is not saved: the service does not answer. We are trying again. Keep this page open; your text stays in this browser.
save-refused = What you wrote is not saved.
set-aside-title = This procedure has changed since you were last here
set-aside = Your answers that still fit are kept. These have no place in the form any more: read them, and write them again where they are of use.
set-aside-read = I have read them, do not show them again
leave = Leave and go on later
leave-title = Go on later
leave-until = What you filled in is saved and kept until { $until }.
leave-link-title = Coming back to the form
leave-link = Keep this address secret: it opens your form on any device.
leave-shared-title = Is this a shared device?
leave-shared = The form stays saved, but this device forgets it. Note the address above first.
leave-forget = Leave and forget on this device
leave-drop-title = Do you not want this form any more?
leave-drop = Delete this form
leave-drop-warning = Everything that you filled in will be deleted, and nobody can bring it back.
leave-drop-sure = Delete for good
left = Done: this device keeps nothing of that form.
begun-title = You have begun
begun-saved = saved on { $at }
go-on = Continue
start-anew = Begin a new form

# Mail

mail-receipt-subject = Receipt { $number }: { $procedure }
mail-later-subject = Receipt, file { $number }: { $procedure }
mail-receipt = We have received what you sent: { $procedure }.
mail-received-what = What we received
mail-follow = Follow your file
mail-keep = Keep this message: its link opens your file. Pass it on to nobody.
mail-request-subject = Something is missing, file { $number }: { $procedure }
mail-request = Your file lacks something. Send it by { $until } at the latest.
mail-document-subject = A document is waiting, file { $number }: { $procedure }
mail-document = A document is ready for you in your file: { $title }.
mail-resume-subject = Go on with your form: { $procedure }
mail-resume = Here is the link to go on with your form “{ $procedure }”. It is kept until { $until }.
mail-resume-link = Go on with the form
mail-secret = Whoever has this link can open your form: keep it to yourself.
mail-expiring-subject = Your form will soon be deleted: { $procedure }
mail-expiring = Your form “{ $procedure }” is not sent. It will be deleted after { $until }, unless you go on with it before.
mail-lost-subject = Your files at { $town }
mail-lost = You asked for the numbers of your files. Here they are, with the links that open them.
mail-lost-other = If you did not ask for anything, ignore this message: nobody else received it.

lost = Lost your number or key?
lost-title = Find your files again
lost-lead = Write the e-mail address that you gave in your request. If we know it, we send the links of your files there.
lost-email = E-mail address
lost-send = Send
lost-done-title = Look at your messages
lost-done = If this address is in a file, a message is on its way. If it does not arrive, look among unwanted mail or call us.
lost-no-mail = This town sends no mail: call or write to the service below.
leave-mail = Have this address sent by e-mail
leave-mail-hint = We also write before the form is deleted. Nothing else will be sent to you.
leave-mail-send = Send the link
leave-mailed = The link is on its way. Look at your messages.
desk-letters = Mail not sent
desk-letters-none = All mail has been sent.
desk-letters-note = “Perhaps sent”: the connection broke while it was being sent. Sending it again may make two messages.
desk-letter-failed = Refused
desk-letter-unknown = Perhaps sent
desk-letter-resend = Send again
desk-letter-why = The server’s answer

# Uploaded files

file-empty = The file “{ $name }” is empty. Choose another one.
file-type = The file “{ $name }” is not what its type says. Send a PDF, a JPEG photo or a PNG picture.
file-large = The file “{ $name }” is larger than { $size } MB. Make it smaller or send it as several files.
file-broken = The picture “{ $name }” is damaged. Take the photo again.
file-virus = The file “{ $name }” has a virus. It was not kept.
file-unscanned = The file “{ $name }” cannot be checked at the moment. Send it again in a few minutes; the rest of the page is kept.
file-cut = The file “{ $name }” did not arrive whole. Send it again.
file-elsewhere = The file “{ $name }” is no longer there. Send it again.
file-disk = The file “{ $name }” could not be stored. Send it again in a few minutes; the rest of the page is kept.

# The receipt to print, a copy of the data

receipt-page = Receipt to print
receipt-code = Photograph this code to open your file.
receipt-code-alt = Square code that opens your file
receipt-print = Print or save this page: it proves the date of what you sent.
copy = Download a copy of all my data

# Notices, accessibility, terms of use, rules

contact-title = How to reach us
legal-title = Legal notice
legal-publisher = This service is published by the town of { $town }.
accessibility-title = Accessibility
accessibility-none = Accessibility: not conforming
accessibility-partial = Accessibility: partly conforming
accessibility-full = Accessibility: fully conforming
accessibility-report = Does something keep you from using a page? Call or write to the service below: we help you in another way, and put the page right.
accessibility-defender = If we do not answer, you can turn to the Défenseur des droits (defenseurdesdroits.fr, 09 69 39 00 00).
terms-title = Terms of use
terms-lead = With this service you can turn to the town electronically (CRPA, articles L112-8 to L112-15). It is free, and nobody has to use it.
terms-use-title = Using a procedure
terms-use = Choose the procedure, fill in the form, read it again, send it. What you write is saved page by page; you can leave and come back.
terms-identity = Give your names, your postal address and your e-mail address; a company gives its SIRET number, an association its RNA number (CRPA, article R112-9-1).
terms-receipt-title = Receipt
terms-receipt = Whatever you send gives a receipt at once, with a date and time that count as proof (CRPA, articles L112-11 and L112-13).
terms-mail = Our mail comes from: { $senders }. A message from another address is not ours.
terms-no-mail = This town sends no mail: the receipt is shown, can be printed, and stays in your file.
terms-language-title = Languages
terms-language = The French text counts (CRPA, article L111-1). Translations are there to help.
terms-abuse-title = Abuse
terms-abuse = The town may block a source whose messages are abusive by their number or repetition, after telling it where possible (CRPA, article L112-11).
terms-otherwise-title = Other ways
terms-otherwise = You can always come to the counter, write or call: the service is named below.
rules-link = The rules of calculation
rules-title = Rules of calculation: { $procedure }
rules-version = Version { $version } of the procedure. The values below are those in force today in this town.
rules-basis = Texts applied
rules-settings = Values in force
rules-yours = Understanding your result
rules-explanation = Your file shows each step of the calculation that concerns you. You can ask the town, at the service below, how it was made for you (CRPA, articles L311-3-1 and R311-3-1-2).
rules-cada = Without an answer within a month, you can turn to the commission on access to documents (CADA).

# Signing in
me-title = My requests
me-begun = Forms begun
me-none-begun = No form is under way.
me-submitted = Requests sent
me-none-submitted = No request was sent.
sign-in-title = Sign in
sign-in-first = Sign in to begin
sign-in-lead = Find your forms and requests again. Signing in is not needed: a request can be followed with its number and key.
sign-in-needed = This service asks for a confirmed identity, of level { $level }.
sign-in-with = Sign in with { $provider }
sign-in-with-hint = Your names and date of birth are taken from there, and cannot be changed in the form.
sign-in-may = You can sign in with { $provider } to have your names filled in.
sign-in-mail = Get a link to sign in
sign-in-mail-hint = The link shows the forms and requests made with this address. It does not prove who you are.
sign-in-mail-send = Send the link
sign-in-sent = If the address is right, the link is on its way. Look at your messages.
sign-in-none = The town cannot confirm an identity online at this level. Come to the town hall or call: it can be done there too.
sign-in-confirm = A link to sign in was asked for with your e-mail address. Go on if that was you.
sign-in-go = Go on
sign-in-failed = You are not signed in
sign-in-cancelled = The sign-in was interrupted. You can try again.
sign-in-unknown = This link was used before or has expired, or the sign-in was begun in another browser. Begin again.
sign-in-provider = The identity service does not answer as it should. Try again in a moment, or contact the town.
signed-in-as = You are signed in as { $name }.
sign-out = Sign out
signed-out-title = You are signed out
signed-out-there = You are still signed in at { $provider }. On a shared device, sign out there too.
sign-out-there = Sign out of { $provider }
level-none = none
level-low = low
level-substantial = substantial
level-high = high
mail-sign-in-subject = Your link to sign in
mail-sign-in = This link shows your requests to { $town }. It works once, within { $minutes } minutes.
mail-sign-in-link = Sign in
mail-sign-in-not-you = If you did not ask for it, do nothing: nobody is signed in.
desk-anonymous = Submitted without a confirmed identity.
desk-identity = Submitted by { $name }, signed in (level { $level } { $acr }).

# What passes between town and applicant
passed-message = Message
passed-pieces = Message with documents: { $files }
passed-answered = Answer of the town
passed-consented = Agreed to be notified electronically
passed-refused = Does not agree to be notified electronically
passed-opened = Decision opened
passed-rated = Opinion on the service
asks-attestation = Ask for the attestation of tacit acceptance
asks-reasons = Ask for the reasons of the tacit refusal
asks-explanation = Ask how it was computed
asks-erasure = Ask for erasure
right-attestation = The town did not answer in time: if your request was complete, it is accepted. You can ask for an attestation of that (CRPA, article L232-3).
right-reasons = The town did not answer in time: if your request was complete, it is refused. You can ask for the reasons; the town has one month to give them, and the time for appeal then begins again for two months (CRPA, article L232-4).
right-explanation = This decision rests on a computation. You can ask how it was done for you, with which data and parameters (CRPA, articles L311-3-1 and R311-3-1-2).
right-erasure = Your data are kept with your consent only. You can ask for their erasure (GDPR, article 17).
rights-title = Your rights
erasure-blocked = This request cannot be erased when asked for: { $basis } ({ $texts }). It is kept for { $period } after it is closed, then deleted or archived.
basis-public-task = it is necessary for a task in the public interest
basis-legal-obligation = the law obliges the town to keep it
basis-contract = it is necessary for a contract
basis-vital-interest = it protects vital interests
basis-legitimate-interest = the town has a legitimate interest in keeping it
sources-none = No data were asked of another administration for this request.
receipt-due = Answer by
answer-due = Answer by { $day }.
message-write = Write to the town
message-hint = Say what changes, or what you want to know. You get a receipt.
message-pieces = Add documents (optional: PDF or photographs, 5 at most)
message-send = Send
message-empty = Write your message.
message-long = The message is too long: { $count } characters at most.
message-files = { $count } documents at most in one message.
message-many = This request has too many messages. Call the service.
consent-title = Decisions by electronic means
consent-about = If you agree, you are notified of the decision here in place of a registered letter. You are sent a notice; it counts as received when you open it, fifteen days after the notice at the latest (CRPA, articles L112-15 and R112-20).
consent-give = I agree
consent-given = You agree to be notified of the decision here.
consent-withdraw = I no longer agree
notice-title = A decision waits for you
notice-status = A decision is available
notice = A decision of { $service } is available since { $day }. It counts as received when you open it, fifteen days after that day at the latest.
notice-open = Open the decision
notified = The decision counts as received on { $day }.
rating-title = Your opinion
rating-question = Did you find this service simple?
rating-1 = Very difficult
rating-2 = Difficult
rating-3 = Neither simple nor difficult
rating-4 = Simple
rating-5 = Very simple
rating-comment = What could we do better? (optional)
rating-send = Give my opinion
rating-choose = Choose one of the five answers.
rating-thanks = Thank you for your opinion.
mail-message-subject = Message of the town, request { $number }
mail-notice-subject = A decision waits for you, request { $number }: { $procedure }
mail-notice = A decision of { $service } is available since { $day }. Open it on the page of your request. It counts as received when it is first opened, fifteen days after that day at the latest (CRPA, article R112-20).
desk-message = Message
desk-answer = Answer
desk-write = Write to the applicant
desk-consents = The applicant agrees to be notified electronically.
desk-consents-not = The applicant did not agree to be notified electronically: an unfavourable decision goes by registered letter.
desk-notice = Decision available online since { $day }, counts as received on { $received }.

# Personal data of a procedure
privacy-link = What becomes of your data
privacy-title = Your data: { $procedure }
privacy-controller = Controller
privacy-purpose = Purpose
privacy-basis = Legal basis
privacy-recipients = Who reads them
privacy-retention = Kept after the request is closed for
privacy-texts = Texts
privacy-rights = You can read your data, get a copy, have them put right, ask for their erasure or that their use be restricted, and object to their use where the law allows it (GDPR, articles 15 to 21). The copy and these requests are on the page of your request.
privacy-cnil = If you think that your rights are not respected, you can turn to the CNIL, 3 place de Fontenoy, TSA 80715, 75334 Paris cedex 07.
lawful-public-task = Task in the public interest (GDPR, article 6, 1, e)
lawful-legal-obligation = Legal obligation (GDPR, article 6, 1, c)
lawful-consent = Your consent, which you can withdraw (GDPR, article 6, 1, a)
lawful-contract = Contract (GDPR, article 6, 1, b)
lawful-vital-interest = Vital interests (GDPR, article 6, 1, d)
lawful-legitimate-interest = Legitimate interest (GDPR, article 6, 1, f)

# Documents as PDF, and how they are checked
paper-receipt = We have received what you sent. Keep this document: it proves the date.
paper-receipt-title = Receipt
paper-decision-granted = Decision: request granted
paper-decision-partly = Decision: request granted in part
paper-decision-refused = Decision: request refused
paper-decision-none = Decision: no further action
paper-algorithm-title = A decision helped by a computation
paper-algorithm = This decision stands on an algorithm, whose purpose is: { $purpose }. You have the right to be told its rules and the main features of how it was applied to you, on request to the service named at the head of this document. Without an answer within a month you may refer the matter to the commission on access to documents (CADA; CRPA, articles L311-3-1 and R311-3-1-1).
paper-appeal = You may contest this decision, from its notification on:
paper-request = The following pieces or information are missing from your file. Have them reach the town by { $until } at the latest.
paper-request-title = Request for pieces
paper-request-suspends = The time at whose end a decision is deemed taken is suspended until they arrive, at the latest until that day (CRPA, article L114-5).
paper-dated = { $town }, { $day }
paper-procedure = Procedure
paper-code = Verification code
paper-proof = To check that this document is genuine, photograph the square, or open the following page, which shows the number, the date and the digest of the document on record.
paper-proof-alt = Square code that opens the page of verification
papers-title = Letters and decisions to download (PDF)
paper-link = { $title }, { $day } (PDF)
verify-title = Check a document
verify-lead = Every document of the town carries a verification code. The page tells which document on record it belongs to.
verify-code = Verification code
verify-code-hint = Five groups of four letters or digits, below the square printed on the document
verify-look = Look it up
verify-unknown = No document of this town has this code. Read it again on the document; if it is written correctly, the document is not genuine.
verify-found = This document is on record
verify-kind = Kind
verify-dated = Date
verify-digest = Digest (SHA-256)
verify-file-title = Compare with a file
verify-file = PDF file to compare
verify-file-hint = Choose or drop the file. It is not kept.
verify-digest-given = Or its SHA-256 digest
verify-compare = Compare
verify-nothing = Choose a file, or paste a digest of 64 hexadecimal digits.
verify-same = The file is the one on record: nothing in it was changed.
verify-other = The file is not the one on record. It was changed, or it is another document.
paper-kind-receipt = Receipt
paper-kind-request = Request for pieces
paper-kind-message = Message of the town
paper-kind-document = Document issued
paper-kind-decision = Decision

# Documents sent to other offices
mail-transmission-subject = Document sent on, file { $number }: { $procedure }
mail-transmission = The town sends the attached document to the office { $office }, file { $number } ({ $procedure }).
mail-transmission-check = Check that the document is genuine

# Letters to print and post
passed-posted = Sent by post on { $day }
passed-registered = Sent by registered letter no. { $letter } on { $day }
post-title = Letters to post
post-none = No letter to print.
post-lead = These documents are for people without an e-mail address, or have to reach them by registered letter. Print them, post them, then record the day of posting.
post-letter = { $title }, file { $number }
post-one = Download the PDF
post-registered-needed = To be sent by registered letter with acknowledgement: an unfavourable decision, without agreement to electronic notification (CRPA, article L112-15).
post-registered = Number of the registered letter (optional)
post-on = Day of posting
post-on-hint = Of a decision, it is recorded as that of the notification by post.
post-download = Download the chosen letters (ZIP)
post-posted = Record the posting of the chosen letters
post-choose = Choose at least one letter.
post-day-wrong = The day of posting lies between the date of the document ({ $day }) and today.
post-decision = Decision sent by post on { $day }. The time to appeal runs from its receipt; counted from the posting it would end on { $until }.

# At the counter
counter-title = Counter and letters
counter-lead = Fill in a procedure with somebody at the counter, or for them from their letter. The form is yours until it is sent.
counter-lang = Language of the person
counter-reason = Why you fill it in
counter-reason-hint = For instance: at the counter, at their request; letter, postmark of 3 March
counter-reason-missing = Say why you fill in this procedure.
counter-arrived = Day on which the letter arrived
counter-arrived-hint = Only for a letter: the legal times run from that day.
counter-arrived-wrong = The day of arrival lies in the past, two years at most.
counter-vouch = identity to be checked
counter-vouched = How you know who it is
counter-vouched-hint = For instance: identity card shown. Needed where the procedure asks for a confirmed identity.
counter-vouched-missing = This procedure asks for a confirmed identity: say how you know it.
counter-long = These words are too long: 500 characters at most.
counter-scans = Scan of the letter (optional: PDF or photos)
counter-begin = Fill in the procedure
counter-begun = Procedures that you have begun
counter-filled = Filled in by the agent { $agent }: { $reason }
counter-filled-arrived = The letter arrived on { $day }.
counter-filled-vouched = Identity: { $how }
