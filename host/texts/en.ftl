# What Guichet says to people, in English. The same keys as in fr.ftl.
# Plain words, short sentences, and what to do.

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
