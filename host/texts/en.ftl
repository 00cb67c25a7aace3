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
format-span = from { $from } to { $until }
format-span-hours = { $date }, { $from } to { $until }
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
note-copies = For the documents asked for, a copy or a photo that can be read is enough.
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
locate = Fill in where I am
located = The place is filled in.
locate-failed = Your device does not say where it is. Allow it in its settings, or write the numbers.
too-large = This page takes { $size } at most. Go back, shorten what you wrote, and send it again. What was saved before is kept.
too-many = This page takes { $count } answers at most. Go back and remove some. What was saved before is kept.
photo = Take a photo
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
correct = Put answers right
desk-correct = Put answers right, or hand in what came by letter
asked-for = What you are asked for
piece = { $label }: { $why } (before { $until })
charges = To pay
charge-amounts = { $cents }, of which { $paid } paid
charge-refunded = {", "}{ $amount } given back or to be
payment-title = Online payment
payment-pay = Pay { $amount } online
payment-resume = Go on with the payment
payment-for = For
payment-amount = Amount
payment-reference = Reference of the payment
payment-about = You are about to pay { $amount } on { $provider }, the payment site of the French administration, by card or direct debit. The town sees neither your card nor your account. You will come back to your file afterwards.
payment-go = Continue to { $provider }
payment-until = The payment page opens until { $at }.
payment-wait = You can try again from { $at }.
payment-begun = An online payment has begun; we are waiting to hear that it went through.
payment-taken = Your payment of { $amount } has arrived and is being recorded.
payment-paid = The payment of { $amount } is recorded.
payment-refused = Your bank refused the payment of { $amount }. Nothing was taken.
payment-abandoned = The last online payment was not finished. Nothing was taken.
payment-amiss = A payment of { $amount } arrived that is not what was due. The town sees it and will answer you; do not pay online again.
payment-unanswered = We do not know whether your payment of { $amount } went through. The town is checking; do not pay online again.
payment-beyond = This amount is paid at the town hall: online, one pays from €1 to €99,999.99.
payment-email = Paying online needs an e-mail address, and your request has none. Pay at the town hall, or write to us from this file.
payment-back = You are back from the online payment. To see whether it is recorded, open your file with its number and key.
payment-failed-title = Online payment does not answer
payment-failed = The payment site does not answer at the moment. Nothing was paid on this side; your file will say how the payment went. Try again later, or pay at the town hall.
receipt-paid = Amount paid
receipt-paid-for = For
receipt-paid-how = How
paid-online = Online, reference { $reference }
paid-counter = At the town hall
desk-payments = Online payments
desk-payment = { $at }, { $amount }, reference { $reference }: { $stage }
timeline = What happened
reasons = Reasons
documents = Documents
messages = Messages
receipt-title = Receipt
receipt-received = Received on
receipt-recorded = Recorded on
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

mail-dear = Dear { $name },
mail-in-french = The same message in French, which is the one that counts (CRPA, article L111-1):
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
file-vast = The picture “{ $name }” is too large: { $pixels } million pixels at most. Make it smaller or take the photo again.
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
terms-pieces-title = Documents to attach
terms-pieces = A copy or a photo that can be read is enough, and a certified copy is never asked for (CRPA, articles R113-5 and R113-10). Copies of civil-status records are taken whatever their date (article R113-7).
terms-originals = The original can only be asked for where a copy is in doubt, by registered letter that says why (article R113-6).
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

# Who works at the desk
people-title = Agents
people-called = Name
people-roles = Roles
people-teams = Teams
people-add = Add an agent
people-name-hint = Name to sign in with: letters, digits, dot, hyphen, underscore and @.
people-there = There is an agent { $name } already.
people-given-names = Given names
people-family-name = Family name
people-quality = Quality
people-quality-hint = As decisions state it, such as “Head of the front office”.
people-email = E-mail address at work
people-save = Save
people-token = Token of the API
people-secrets = New secrets
people-secrets-note = A new password and a new token; the old ones are good for nothing any more, open sessions end, and the second proof has to be set up again.
people-secrets-once = These secrets are shown only now.
people-access = Access
people-access-note = Agents who are shut out can no longer come in; what they did stays in their name.
people-shut-out = Shut out
people-let-in = Let in again
people-out = Shut out
people-away = Away until { $day }, { $deputy } stands in
role-agent = Agent
role-supervisor = Supervisor
role-administrator = Administrator
role-auditor = Auditor
role-signatory = Signatory
absence-title = Absence
absence-note = While you are away, the files that are yours stand in the queue of who stands in for you. Leave the date empty if you are here.
absence-until = Away until (that day included)
absence-deputy = Who stands in
absence-date = The end of the absence is not a date.
absence-choose = Choose who stands in for you.
desk-done = It is saved.
desk-password-old = Current password
desk-password-new = New password
desk-password-change = Change the password
desk-password-rule = At least { $least } characters, at most { $most } bytes, other than the name and the current password.

# The second proof
second-title = Second proof
second-code = One-time code
second-code-hint = The six digits that your app shows, or a code on paper.
second-wrong = This code is not right, or was used before. Wait for the next one.
second-wait = Too many wrong codes. Wait an hour, or ask the administrator for new secrets.
second-why = An app on your phone or computer shows a code that changes every thirty seconds. You are asked for it after the password.
second-must = Administrators need a second proof to go on.
second-begin = Set up a second proof
second-read = Read this picture with your app, then enter the code that it shows.
second-picture = Picture to read with the app; the key is written below it.
second-type = Without a camera, enter this key:
second-shown = Code that the app shows
second-papers = The second proof works. Write these codes down on paper: each is good once if the device is lost. They are shown only now.
second-works = A second proof is asked for at sign-in.

# The queue, work among agents, who looked at what
queue-text = Words or number
queue-phase = Phase
queue-due = Due
queue-due-late = overdue
queue-due-7 = within 7 days
queue-due-30 = within 30 days
queue-late = Overdue
queue-whose = Assigned to
queue-whose-mine = me
queue-whose-nobody = nobody
queue-tag = Tag
queue-score = Least score
queue-order = Sort by
queue-order-due = due day, the most urgent first
queue-order-received = receipt, the last first
queue-order-score = score, the highest first
queue-before = Previous page
queue-after = Next page
queue-news =
    { $count ->
        [one] One new file
       *[other] { $count } new files
    }
phase-received = received
phase-in-review = under review
phase-waiting-for-applicant = waiting for the applicant
phase-decided = decided
phase-closed = closed
phase-withdrawn = withdrawn
filter-kept = Saved filters
filter-as = Name of the filter
filter-keep = Save this filter
filter-off = Delete
filter-name = A filter has a name of 1 to { $count } characters.
filter-many = You have { $count } saved filters, which is the most: delete one first.
bulk-title = Several files at once
bulk-mark = Choose
bulk-what = What to do
bulk-go = Apply to the chosen files
bulk-take = Assign them to me
bulk-release = Give them back
bulk-assign = Assign them to an agent
bulk-tag = Put a tag on
bulk-untag = Take a tag off
bulk-choose = Choose 1 to { $count } files.
bulk-count = { $done } of { $all } done.
bulk-done = done
bulk-not-open = nothing to do: the file does not allow it, or no longer
desk-previous = Previous file
desk-next = Next file
meanwhile = This file changed since you opened it. Read it again before you confirm:
meanwhile-typed = What you had typed
assignee = Assigned to { $agent }.
assignee-nobody = Assigned to nobody.
assignee-away = Assigned to { $agent }, who is away; { $deputy } stands in.
assign-take = Assign to me
assign-release = Give back
assign-to = Assign to
assign-hand = Assign
assign-nobody = This person does not handle these files.
assign-supervisor = This file is assigned to somebody else: a supervisor can assign it anew.
passed-noted = Internal note
passed-assigned = Assigned to { $agent }
passed-released = Assigned to nobody
passed-tagged = Tag “{ $tag }” put on
passed-untagged = Tag “{ $tag }” taken off
notes = Internal notes
notes-hint = The applicant does not see them here, but may ask to read them (CRPA, articles L311-1 and L311-6; GDPR, article 15): write only what may be read.
note-write = New note
note-keep = Note it
tags = Tags
tag-new = New tag
tag-on = Put on
tag-off = Take “{ $tag }” off
tag-wrong = A tag has 1 to { $count } characters.
tag-many = This file has { $count } tags, which is the most.
file-look = Look at the picture
neighbours = Other files of the same person
neighbour-twice = perhaps the same request
reads-title = Who looked
reads-note = Who looked into files of sensitive services, the last first.
reads-none = Nobody.
reads-at = When
seen-page = page of the file
seen-file = attachment
seen-listed = found in a list
seen-program = by a program
seen-other = page “{ $what }”
desk-provider = Sign in with { $provider }
desk-unknown = Your identity provider knows you, but no agent of this town has this address. Ask an administrator to add you.
# Erasure
asks-erasure = Erase the request
erasure-warning = The request, its documents and all that it holds are erased at once, for you and for the town. Nothing can be found again afterwards. Keep a copy first if you need one.
erasure-sure = Erase for good
obliged-title = This request cannot be erased
erased-title = The request is erased
erased = The request, its documents and its messages were destroyed. Only its number and the date of the erasure remain. Backups that still have its keys are destroyed when their time is over.
mail-erased-subject = Request { $number } erased
mail-erased = As you asked, the request { $number }, its documents and its messages were erased (GDPR, article 17). The town keeps only its number and the date of the erasure.

# The end of retention
passed-expiring = Notice of destruction from { $day }
mail-destroyed-subject = Your request { $number } will be destroyed: { $procedure }
mail-destroyed = Your request { $number } ({ $procedure }) has almost been kept for as long as it may be. From { $day } it will be destroyed with its documents, unless the archives director decides to keep it. If you need it, take a copy before that day.

# Disposal lists
disposal-title = End of retention
disposal-note = A file whose retention is over is destroyed only after two weeks’ notice to the applicant and with the visa of the archives director (code du patrimoine, article L212-2). Drafts and documents that no request took are destroyed without a list.
disposal-none = No file comes to the end of its retention.
disposal-due = Files concerned
disposal-until = Kept until { $day }
disposal-untold = The applicant has not been told yet
disposal-from = May be destroyed from { $day }
disposal-on-list = On list { $list }
disposal-draw = Draw up a disposal list
disposal-list = List { $list }
disposal-drawn = Drawn up on
disposal-count = Files
disposal-export = Download the list and the files (ZIP with digests)
disposal-visa = Visa of the archives director
disposal-visa-is = { $director }, { $day }, { $reference }
disposal-director = Name of who signed
disposal-signed = Date of the signature
disposal-reference = Reference
disposal-no-day = Give the date on which the visa was signed.
disposal-record = Record the visa
disposal-purge = Destroy the files on this list
disposal-warning = The files, their documents and their messages will be destroyed. Nothing can be found again afterwards.
disposal-sure = Destroy for good
disposal-purged = Destroyed on
disposal-unknown = There is no list { $list }.
disposal-nothing = Nothing may be destroyed: no file is at the end of its retention with an applicant who was told two weeks before.
disposal-done = List { $list } was carried out; nothing of it is left.
disposal-director-wrong = Give the name of who signed, in { $count } characters at most.
disposal-reference-wrong = Give the reference of the visa, in { $count } characters at most.
disposal-day-wrong = The visa can only be signed between { $drawn }, when the list was drawn up, and today, { $today }.
disposal-unsigned = List { $list } has no visa of the archives director: nothing is destroyed without it.
disposal-too-large = The files of this list have more than { $size }. Write it on the server: guichet dossier disposal export { $list } --out FILE

# Places, halls, classes: what is taken and what is free
pool-full = { $pool }: no room left ({ $span }).
pool-full-unnamed = No room left ({ $span }).
pool-closed = { $pool }: closed ({ $span }).
pools-title = Halls and places
pools-none = The town has no halls or places to book in guichet.toml.
pool-name = Name
pool-taken-today = Taken today
pool-of = { $taken } of { $limit }
pool-before = Week before
pool-after = Week after
pool-week = Week
pool-week-hint = For example 2026-W48 for the 48th week of 2026.
pool-show = Show
pool-more = There are more bookings than this page shows.
pool-whole = The whole week
pool-day = Day
pool-taken = Taken
pool-closed-when = Closed
pool-bookings = Bookings
pool-all-day = all day
pool-hours = { $from } to { $until }
pool-units = { $units } places
bookings = Booked for you
desk-bookings = Booked for this dossier
booking-own = Counted in a limit of the procedure

# The legal clock: time limits, silence, appeals

law-due-accepted = An answer is due by { $day }; without one, the request is accepted on that day.
law-due-refused = An answer is due by { $day }; without one, the request is refused on that day.
law-not-begun = The time to answer has not begun: something was asked for on { $day }. It begins when that is received.
law-suspended = The time to answer stands still since { $since }, until what was asked for is received and until { $until } at the latest. It ends on { $day } at the latest.
law-accepted = The town did not answer in time: the request is accepted since { $day }, by implicit decision.
law-refused = The town did not answer in time: the request is refused since { $day }, by implicit decision.
law-handed = The town is not competent: the request was handed over on { $day } to the administration that is (CRPA, article L114-2).
law-left = { $count } { $count ->
    [one] working day
   *[other] working days
} left.
law-today = This is the last day.
law-overdue = Overdue by { $count } { $count ->
    [one] working day
   *[other] working days
}.
law-target = The town aims at { $day }.
due-lapse = Something to be supplied
due-silence = An answer to be given
due-tell = Silence has decided; the procedure could not take it in
suspension-not-begun = The town’s time to answer only begins when this is received (CRPA, article L114-5).
suspension-suspended = The town’s time to answer stands still until this is received, until { $until } at the latest (CRPA, article L114-5).
suspension-none = The town’s time to answer goes on: your request is examined meanwhile.
silent-accepted = Request accepted by implicit decision
silent-refused = Request refused by implicit decision
silent-right = Your right
handed-title = Request handed over to the competent administration
handed-why = Why
handed-to = Handed over to
handed-refused = The time is counted from the first receipt: without an answer of that administration, the request is deemed refused on { $day } (CRPA, article L114-3).
handed-accepted = The time after which silence accepts is counted from the receipt by that administration (CRPA, article L114-3).
irregular-title = Request to be put right
irregular-what = What has to be done
irregular-by = By
irregular-texts = Texts that demand it
taking-back-title = Reason for taking back recorded
taking-back-ground = Ground
taking-back-why = Reason
ground-illegal = The decision is illegal, and less than four months old (CRPA, article L242-1)
ground-condition = A condition is no longer met, or a text makes the decision revocable (CRPA, article L242-2)
ground-asked = The beneficiary asks for it (CRPA, article L242-4)
decision-author = Decided by
decision-reasons = Reasons
decision-algorithm = Automatic computation
appeal-from = from the notification of this decision.
appeal-last-day = from the notification, that is until { $day } included.
author-line = { $name }, { $quality }, { $service }
algorithm-mention = This decision is based on an automatic computation: { $purpose }. You may ask the town for the rules of this computation and how they were applied to you (CRPA, articles L311-3-1 and R311-3-1-1), on the page of your dossier or by post. Without an answer within a month, you may turn to the Commission d’accès aux documents administratifs (CADA).
mail-law-subject = { $what }, dossier { $number }
mail-decision-subject = Decision, dossier { $number }: { $procedure }
rights-kept-title = This decision created rights
rights-kept = The decision of { $day } created rights: it can only be taken back if it is illegal and within four months (CRPA, article L242-1), if a condition is no longer met, or if its beneficiary asks for it. First record the reason, under “Legal acts” of the dossier.
blocked-title = We no longer take what you send
blocked = { $notice } To contest this, write or call: { $service }. It can also be contested before the administrative court within two months.
block-notice = Write why, in 5,000 characters at most: the person is shown it.
block-nobody = This dossier has neither an e-mail address nor a confirmed identity: nothing tells who sends it.
handing-name = Give the name of the competent administration.
handing-address = Give the address of the competent administration.
irregular-formalities = Say what has to be done, in 5,000 characters at most.
irregular-basis = Name the texts that demand it.
irregular-until = Give a last day from tomorrow on.
taking-back-reason = Give the reason, in 5,000 characters at most.
desk-law = Legal acts
desk-law-back = Back to the dossier
desk-law-hand = Hand over to the competent administration
desk-law-hand-hint = The person is told. The time to a refusal is counted from the first receipt, that to an acceptance from the receipt by the competent administration (CRPA, articles L114-2 and L114-3).
desk-law-hand-do = Hand over
desk-law-name = Name of the administration
desk-law-address = Postal or e-mail address
desk-law-invite = Invite to put right
desk-law-invite-hint = For a defect of form or procedure. Without this invitation, time limits for appeal do not hold (CRPA, article L114-6).
desk-law-invite-do = Send the invitation
desk-law-take = Take back a decision that created rights
desk-law-take-hint = Record the reason; the action is then open on the page of the dossier. An illegal decision can only be taken back within four months.
desk-law-take-do = Record the reason
desk-law-block = Block the sender
desk-law-block-hint = Only for abusive sending, by number or repetition (CRPA, article L112-11). The person is shown the reason, and how to contest it.
desk-law-block-do = Block
desk-law-blocked = Blocked senders
desk-law-blocked-none = Nobody is blocked.
desk-law-unblock = Unblock
desk-law-notice = Reason
desk-deadlines = Deadlines
desk-deadlines-none = Nothing falls due within ten working days.
published-title = Published requests
published-lead = These requests are accepted on the day given if the town does not answer before (CRPA, article L232-2).
published-none = No request is published at the moment.
published-until = Accepted without an answer on
receipt-missing = The receipt was not sent; it had to be by { $day }. Without it, time limits for appeal do not hold (CRPA, article L112-12).

# Data asked of other services (CRPA, articles L113-12, L114-8 and R114-9-7)
json-ticket = This answer of a source was not given by this town, for this procedure, field and person. Ask again.
json-ticket-old = This answer of a source is more than a day old. Ask again.
json-sourced = This answer comes from a source that the town asks: it cannot be written. Give a consent under “sources”.
missing-sourced = “{ $label }”: choose to have this asked for you, or to give it yourself.
source-about = The town can ask another service for this, if you agree: { $provider }.
source-purpose = Why: { $purpose }
source-sent = What it will be told: { $sent }.
source-kept = The question, its date and its purpose stay with your file for 36 months.
source-ask = Ask for me ({ $provider })
source-decline = I’d rather give it myself
source-answered = Answer of { $day } ({ $provider }):
source-take-back = Do not use these data
source-try-again = Ask again
source-ask-after-all = Ask for me after all ({ $provider })
source-refused = You would rather give it yourself. Nobody is asked.
source-not-found = Nothing was found with these details ({ $provider }). Check them, or give it yourself.
source-unavailable = The service does not answer at the moment ({ $provider }). Try again in a few minutes, or give it yourself.
source-budget = The service was asked too often ({ $provider }). Try again later, or give it yourself.
source-not-configured = The town cannot ask for this. Please give it yourself.
source-mismatch = These details differ from those of the service ({ $provider }) or from your confirmed identity. Check them, or give it yourself.
source-incomplete = Some details are missing for this question ({ $provider }). Complete them, then ask again.
source-not-signed-in = This is asked only for yourself, once your identity is confirmed. Sign in, or give it yourself.
source-kind-api-particulier-quotient-familial = CAF or MSA, through API Particulier
source-kind-api-particulier-eaje = CAF or MSA, through API Particulier
source-kind-api-particulier-schooling = Ministry of Education, through API Particulier
source-kind-company = register of companies
source-kind-address = national address base
source-kind-town-table = table published by another service
source-param-family-name = name at birth
source-param-given-names = given names
source-param-sex = sex
source-param-birth-date = date of birth
source-param-birth-place = place of birth
source-param-school = school
source-param-school-year = year
source-param-year = year
source-param-month = month
source-param-siret = SIRET
source-param-query = address
source-param-key = what is looked up
source-value-value = Family quotient
source-value-provider = Organisation
source-value-year = Year
source-value-month = Month
source-value-children = Dependent children
source-value-disabled-children = Children with the AEEH allowance
source-value-annual-resources = Annual resources
source-value-resources-year = Year of the resources
source-value-enrolled = At school
source-value-scholarship = Has a grant
source-value-scholarship-level = Level of the grant
source-value-school-year = School year
source-value-siret = SIRET
source-value-name = Name
source-value-active = Active
source-value-activity = Activity code
source-value-address = Address
source-value-label = Address in one line
sources-title = Data asked of other services
sources-asked = { $label }: asked on { $at } ({ $provider })
sources-answer = Answer
sources-outcome = Outcome
sources-purpose = Purpose
sources-told = Told
sources-nothing-told = nothing
sources-outcome-answered = answered, with your consent
sources-outcome-again = an answer given shortly before, used again with your consent
sources-outcome-refused = you refused
sources-outcome-not-found = nothing found
sources-outcome-unavailable = no answer
sources-outcome-budget = asked too often
sources-outcome-not-configured = not available in this town
sources-outcome-mismatch = the details differ
sources-outcome-incomplete = incomplete details
sources-outcome-not-signed-in = identity not confirmed
sources-rights = You have the right to see these data and to have them put right: by the service that gave them, or by writing to us with the messages of this page (CRPA, article L114-8). This list is kept for 36 months (article R114-9-7).
passed-proposed = Decision prepared for signature: { $verdict }
passed-recalled = Prepared decision not signed
verdict-granted = granted
verdict-partly-granted = granted in part
verdict-refused = refused
verdict-no-further-action = no further action
proposal-title = A decision waits for signature
proposal-says = Signed now, it says:
proposal-sign = Sign
proposal-send-back = Send back
proposal-recall = Take back
recall-why = Why it is not to be signed
recall-empty = Say why it is not to be signed.
queue-to-sign = To be signed
people-delegation = Delegation of signature
people-delegation-hint = The order by which this person signs in the mayor’s place, such as “arrêté 2026-12 du 3 mars 2026”; nothing for the mayor.
author-line-delegated = { $name }, { $quality }, { $service }, for the mayor and by delegation ({ $order })
unnamed-title = Your name is missing
unnamed = Whoever decides, or writes to people, is named: your given names, family name and quality are not recorded yet (CRPA, articles L111-2 and L212-1). An administrator enters them under “People”. Nothing was done.
opinion-title = An opinion is asked of you
opinion-subject = { $procedure }: your opinion on { $number }
opinion-asked = { $adviser }: your opinion is asked for by { $day }.
opinion-link = Give the opinion
opinion-answers = What was submitted
opinion-stance = Your opinion
opinion-text = Reasons, and conditions if there are any
opinion-send = Give the opinion
opinion-given = The opinion was given. Thank you.
opinion-choose = Choose whether you are for or against.
opinion-adviser = Say who is asked.
opinion-until = Give a day from today on, within 90 days.
opinion-many = No more than { $count } opinions can be asked for on a dossier.
opinion-open = Not given yet; it can be until { $day }.
opinion-copy = The link to give it:
opinion-seek = Ask for an opinion
opinion-adviser-label = Who is asked
opinion-email = E-mail address, to have the link sent
opinion-question = What is asked
opinion-until-label = Until
opinion-show = What they see of the answers
opinions-title = Opinions of others
stance-favourable = favourable
stance-reserved = favourable under conditions
stance-unfavourable = unfavourable
passed-sought = Opinion asked of { $adviser }
passed-opined = Opinion: { $stance }
by-adviser = the adviser
expired-title = This link has ended
expired = It could be used until { $day }. Ask the service for a new one.
commission-title = Commissions
commission-none = No procedure here has dossiers that compete for places.
commission-key = session, such as 2026-06
commission-propose = See the ranking
commission-minutes = Minutes
commission-nobody = No dossier is under review.
commission-about = The procedure proposes this ranking. Clear the boxes of what the commission does not keep; what it keeps is carried out at once, and the minutes record all of it.
commission-rank = Rank
commission-action = Proposed
commission-keep = Keep
commission-members = Who sat
commission-close = Close the session
commission-date = Closed on
commission-component = Package that ranked (SHA-256)
commission-outcome = Outcome
commission-kept = kept, and carried out
commission-left = not kept
commission-failed = kept, but not carried out: { $why }
commission-key-wrong = Name the session with letters, digits and hyphens, { $most } at most.
commission-many = A session ranks no more than { $most } dossiers.
commission-members-wrong = Say who sat, with { $most } characters at most.
numbers-title = Numbers
numbers-about = By month of receipt. Late: decided, or still open, after the day that the law sets. Of sensitive procedures, numbers below 5 are not told.
numbers-export = All dossiers as a table:
numbers-table = As a table
numbers-summary = { $months ->
    [one] One month
   *[other] { $months } months
  }, { $sum } in all, { $most } at most.
numbers-month = Month
numbers-received = Received
numbers-open = Open
numbers-median = Days to decide, of half of them
numbers-late = Late
numbers-silent = Decided by silence
numbers-favourable = Granted, in full or in part
processing-title = Record of processing
processing-about = { $town }, as of { $day } (GDPR, article 30). One entry for each procedure that is offered.
processing-people = People concerned
processing-data = Data listed at the desk
processing-sensitive = Sensitive data
processing-yes = yes: every read is logged
processing-no = no
processing-security = Security
processing-measures = Everything of a person is encrypted at rest under a key of its own, which is destroyed at the end; who does what is recorded; procedures run apart from the server and see only what was granted.
search-title = A person’s data
search-about = For a request made on paper: everything that the town holds of somebody (GDPR, article 15). See to it first that it is them.
search-email = E-mail address
search-or = Or names and birth date
search-born = Born on
search-go = Search
search-empty = Give an e-mail address, or names and a birth date.
search-found = What there is
search-none = There is no dossier of this person that you may see.
search-copy = copy
search-hidden = { $count ->
    [one] One more dossier is with a service that is not yours.
   *[other] { $count } more dossiers are with services that are not yours.
  }
applicant-person = residents
applicant-company = companies
applicant-association = associations
doctor-title = State of the server
doctor-about = What the server looked at just now, and what is left to do, in French. `guichet doctor` says the same.
doctor-well = well
doctor-note = to note
doctor-wrong = to do
doctor-mail = Test message
doctor-mail-to = Address to send it to
doctor-mail-send = Send, and look again
admin-title = Procedures
admin-calls = Calls since the start
admin-failures = Failed
admin-mean = Time of a call, on average
admin-memory = Most memory of a call
admin-declared = declared in guichet.toml
admin-declared-note = guichet.toml declares this procedure: change that file for its settings, tables and version.
admin-refused = Not served
admin-install = Install or upgrade
admin-install-about = Choose a package that a vendor signed. What it asks for is shown before anything happens.
admin-file = Package (.wasm)
admin-look = Look at it
admin-version = Version
admin-vendor = Vendor
admin-signed = Signed by
admin-digest = SHA-256
admin-licence = Licence
admin-serving = Serves now
admin-nothing-more = It asks for nothing that was not granted before.
admin-asks = What it asks for. What you leave out, it does not get.
ask-why = { $ask } – { $why }
ask-import-reference = Read tables of the town
ask-import-pools = Know what is free
ask-import-registers = Search what its files publish
ask-import-clock = Know the time
ask-table = Read the table “{ $name }”
ask-pool = Book in “{ $name }”
ask-register = Let its files find one another by “{ $name }”
ask-source = Have “{ $name }” asked, with the person’s consent
ask-document = Issue the document “{ $name }”
ask-recipient = Send documents on to “{ $name }”
ask-money = Charge or refund up to { $amount } at once
ask-effect-notify = Write to the applicant
ask-effect-request = Ask the applicant for documents
ask-effect-issue = Issue documents on the letterhead
ask-effect-transmit = Send documents on to other offices
ask-effect-schedule = Set itself days on which to go on
ask-effect-cancel-timer = Take such days back
ask-effect-hold = Take places or times
ask-effect-release = Give places or times back
ask-effect-charge = Ask for a payment
ask-effect-refund = Decide on a refund
ask-effect-set = Remember something of the file
ask-effect-unset = Forget something of the file
ask-effect-publish = Publish for its other files
ask-effect-unpublish = Take back what it published
ask-effect-tag = Mark the file in the queue
ask-effect-untag = Take a mark off the queue
ask-automatic-granted = Grant without a person deciding
ask-automatic-partly-granted = Grant in part without a person deciding
ask-automatic-refused = Refuse without a person deciding
ask-automatic-no-further-action = Close without a person deciding
admin-less = It asks no more for:
admin-open = Have it decide on dossiers that are open, too
admin-yes = Yes, install it
admin-granted = What it may know and do
admin-denied = What it asked for and may not
admin-settings = Settings
admin-save = Save
admin-toml = As TOML
admin-tables = Tables
admin-table-hint = { $rows } rows; columns: { $columns }. A CSV file takes its place.
admin-table-count = { $rows ->
    [one] One row. It is not taken yet.
   *[other] { $rows } rows; the first ones are shown. They are not taken yet.
  }
admin-table-take = Take this table
admin-other = Go back, or remove
admin-back = Have the version before serve again
admin-remove = Offer it no more
admin-remove-warning = Nothing that was decided is lost. It is refused while dossiers need it.
admin-remove-sure = Yes, remove it
admin-history = History
admin-done = Done.

# Documents as PDF, and how they are checked
paper-receipt = We have received what you sent. Keep this document: it proves the date.
paper-receipt-title = Receipt
paper-decision-granted = Decision: request granted
paper-decision-partly = Decision: request granted in part
paper-decision-refused = Decision: request refused
paper-decision-none = Decision: no further action
paper-request = The following pieces or information are missing from your file. Have them reach the town by { $until } at the latest.
paper-request-title = Request for pieces
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
post-this = Choose this letter
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
