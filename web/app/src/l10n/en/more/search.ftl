search-all = Search all messages
search-everywhere = Search everywhere
search-filters = Filter by person or date
search-fewer = No filters
search-by = Written by
search-from = From
search-to = To
search-hint = Search for words, for a “phrase in quotation marks”, or for the beginning of a word with *.
search-nothing = No message has all of these words.
search-no-word = Type at least one whole word.
search-count =
    { $count ->
        [one] One message found
       *[other] { $count } messages found
    }
help-anywhere = Everywhere
help-composer = While writing
help-messages = On a message
help-switcher = Go to a conversation
help-next = Next, previous conversation
help-next-unread = Next, previous with something new
help-new = New conversation
help-search-here = Search here
help-search = Search everywhere
help-settings = Settings
help-close = Close
help-help = This list
help-send = Send
help-line = New line
help-edit-last = Edit your last message
help-complete = Mention somebody, find an emoji
help-format = Bold, italic, code
help-walk = Go through the messages
help-menu = Everything else
