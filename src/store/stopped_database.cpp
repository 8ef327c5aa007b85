#include <fmt/format.h>

#include <atomic>

#include "data_dir.hpp"
#include "database_state.hpp"
#include "parley/store/verify.hpp"
#include "schema.hpp"
#include "sqlite_reader.hpp"
#include "start_checks.hpp"

namespace parley {
namespace {

class SqliteStoppedDatabase final : public StoppedDatabase {
  public:
    SqliteStoppedDatabase(FileDescriptor lock, std::unique_ptr<SqliteConnection> connection,
                          const IdCodec& ids)
        : lock_(std::move(lock)),
          ids_(ids),
          reader_(
              make_sqlite_reader(std::move(connection), std::make_shared<std::atomic<int>>(0))) {}

    ReadStore& reader() override { return *reader_; }
    const IdCodec& ids() const override { return ids_; }

  private:
    const FileDescriptor lock_;
    const IdCodec ids_;
    std::unique_ptr<ReadStore> reader_;
};

std::unique_ptr<StoppedDatabase> open_stopped(const DataDirPaths& paths) {
    if (!std::filesystem::exists(paths.database)) {
        throw Refused(fmt::format("{} is not there", paths.database.string()));
    }
    FileDescriptor lock = lock_data_dir(paths);
    check_header(paths, read_database_header(paths));
    const auto main_file = load_main_file_mark(paths);
    const WalCheck wal = check_wal(paths, main_file, false);
    // Without a log the file is read as it is. With one, SQLite must recover it to read it, which
    // takes a connection that could write, but is told not to.
    auto connection = std::make_unique<SqliteConnection>(
        paths.database,
        wal.present ? SqliteConnection::Use::write : SqliteConnection::Use::main_file,
        SqliteConnection::Settings{});
    connection->execute("PRAGMA query_only=1");
    if (const auto version = connection->integer("PRAGMA user_version");
        version < schema_version()) {
        throw Refused(fmt::format(
            "{} has schema version {}, and this build reads version {}: start parleyd once, which "
            "brings it to that, or use the parleyctl of the Parley that wrote it",
            paths.database.string(), version, schema_version()));
    }
    check_schema(paths, *connection);
    const StoredState state = load_state(*connection);
    check_identity(paths, state, main_file, wal, read_instance(paths));
    return std::make_unique<SqliteStoppedDatabase>(std::move(lock), std::move(connection),
                                                   IdCodec(state.meta.id_key));
}

}  // namespace

std::variant<std::unique_ptr<StoppedDatabase>, OpenRefusal> StoppedDatabase::open(
    const std::filesystem::path& data_dir) {
    const DataDirPaths paths(data_dir);
    try {
        return open_stopped(paths);
    } catch (const Locked& locked) {
        return OpenRefusal{locked.what(), true};
    } catch (const SqliteError& error) {
        return OpenRefusal{refusal_text(paths, error)};
    } catch (const std::runtime_error& error) {
        return OpenRefusal{error.what()};
    }
}

}  // namespace parley
