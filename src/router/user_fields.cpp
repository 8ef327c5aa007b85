#include "parley/router/user_fields.hpp"

namespace parley {

UserFields fields_of(const UserRow& row, bool with_administrator) {
    UserFields fields;
    fields.id = row.id;
    fields.login = row.login;
    fields.display_name = row.display_name;
    fields.rev = row.rev;
    if (with_administrator) fields.administrator = row.administrator;
    fields.status_text = row.status_text;
    fields.status_emoji = row.status_emoji;
    fields.status_until = row.status_until;
    fields.language = row.language;
    fields.time_zone = row.time_zone;
    return fields;
}

}  // namespace parley
