chats = Chats
conversations = Conversations
account = Account
account-menu = Account of { $name }
settings = Settings
administration = Administration
shortcuts = Keyboard shortcuts
quiet-hour = No notifications for an hour
quiet-end = Notifications again
quiet-on = Notifications are off
quick-switcher = Go to…
new-conversation = New conversation
filter-list = Filter conversations
filter-kind = Which conversations
filter-all = All
filter-unread = Unread
filter-mentions = Mentions
filter-archived = Archived
filter-nothing = No conversation has this name.
empty-all = No conversations yet. Start one with somebody here.
empty-unread = All read. Nothing waits for you.
empty-mentions = Nobody mentioned you since you last looked.
empty-archived = Nothing in the archive.
no-conversations-yet = Nothing here yet. Start a conversation with one person or a whole group.
choose-conversation = Choose a conversation on the left, or press { $keys }.
conversation-unknown = This conversation does not exist, or you are not in it any more.
threads = Threads
discover = Public groups
draft = Draft:
you-prefix = You:
no-messages = No messages yet
no-messages-group = New group
typing = typing…
typing-one = { $name } is typing…
typing-two = { $name } and { $other } are typing…
typing-many = Several people are typing…
unread = Unread
unread-count =
    { $count ->
        [one] One unread message
       *[other] { $count } unread messages
    }
mentions-count =
    { $count ->
        [one] You are mentioned
       *[other] You are mentioned { $count } times
    }
members-count =
    { $count ->
        [one] 1 member
       *[other] { $count } members
    }
conversation-menu = More about { $title }
mark-read = Mark as read
mark-unread = Mark as unread
pin = Pin to the top
unpin = Unpin
mute = Mute…
unmute = Unmute
archive = Archive
unarchive = Move out of the archive
archived-done = { $title } was archived.
unarchived-done = { $title } is back in the list.
block = Block
unblock = Unblock
block-title = Block this person?
block-text = You will not get messages from each other, and will not see when the other is online. What was written stays.
leave = Leave
leave-group = Leave group
leave-title = Leave { $title }?
leave-text = You will not get its messages any more. To come back you need an invitation.
left = You left { $title }.

mute-title = Mute { $title }
mute-hour = For an hour
mute-eight = For eight hours
mute-day = For a day
mute-week = For a week
mute-ever = Until I unmute it
mute-hint = It stays in the list and counts only mentions.

direct-message = Direct message
new-group = New group
find-people = Name or user name
find-people-hint = Type a name
people = People
nobody-found = Nobody with this name was found.
group-name = Group name
group-topic = Topic
group-topic-hint = What this group is for (optional)
group-members = Members
group-create = Create group
group-name-needed = Give the group a name.
chosen-people = Chosen
remove-person = Remove { $name }
public-group = Public group
public-group-hint = Everyone on this server can find it and join.
add-people = Add people
add-people-to = Add people to { $title }
add = Add
added-count =
    { $count ->
        [one] One person was added.
       *[other] { $count } people were added.
    }
switcher-hint = Name of a person or a group
switcher-results = Results
switcher-nothing = Nothing has this name.
switcher-search = Search messages for “{ $query }”
switcher-help = ↑ ↓ to choose, Enter to open
go-group = Group
