#include "body_members.hpp"

#include "parley/protocol/names.hpp"

namespace parley {

std::string read_login(MemberReader& in) {
    std::string login = in.string("login");
    if (!is_login(login)) {
        in.refuse_field("login", "A login is 1 to 64 ASCII letters, digits, '.', '_' or '-'.");
    }
    return login;
}

std::string read_password(MemberReader& in, std::string_view name, std::size_t bytes_min) {
    std::string password = in.string(name);
    if (password.size() < bytes_min || password.size() > kPasswordBytesMax) {
        in.refuse_field(name, "A password is 8 to 1024 bytes long.");
    }
    return password;
}

}  // namespace parley
