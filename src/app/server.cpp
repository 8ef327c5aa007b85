#include "parley/app/server.hpp"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "parley/accounts/passwords.hpp"
#include "parley/accounts/tokens.hpp"
#include "parley/core/mutex.hpp"
#include "parley/core/random.hpp"
#include "parley/core/time.hpp"
#include "parley/gateway/gateway.hpp"
#include "parley/reader/read_pool.hpp"
#include "parley/reader/reader.hpp"
#include "parley/router/writer.hpp"
#include "parley/store/sqlite.hpp"

namespace parley {
namespace {

constexpr int kExitData = 65;     // EX_DATAERR of sysexits.h: the data directory is refused
constexpr int kExitStorage = 74;  // EX_IOERR: a commit's outcome is unknown
constexpr std::chrono::hours kFirstInviteLifetime{1};
// Reads of one loop that may be under way, and some for the rest of the house.
constexpr std::size_t kReadQueuePerLoop = 64;

// Lets the process have as many sockets as the system allows.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

Database::Options database_options(const Config& config, bool accept_lost_wal) {
    Database::Options options;
    options.accept_lost_wal = accept_lost_wal;
    options.data_dir = config.data_dir;
    options.sync = config.store.sync == StoreConfig::Sync::full ? SyncMode::full : SyncMode::normal;
    options.cache_bytes = config.store.cache_bytes;
    return options;
}

GatewayOptions gateway_options(const Config& config, Database& database, WallTime now) {
    GatewayOptions options;
    options.gateway = config.gateway;
    options.limits = config.limits;
    options.heartbeat = config.heartbeat;
    options.presence = config.presence;
    options.accounts = config.accounts;
    options.fsync = config.store.sync == StoreConfig::Sync::full;
    options.identity = database.identity();
    options.head_pos = database.store().last_pos();
    options.control_socket = config.data_dir / "parleyctl.sock";
    options.version = PARLEY_VERSION;
    options.started = now;
    return options;
}

RouterOptions router_options(const Config& config) {
    RouterOptions options;
    options.members_max = static_cast<std::int64_t>(config.limits.members);
    options.small_group = static_cast<std::int64_t>(config.limits.small_group);
    options.devices_per_user = static_cast<std::int64_t>(config.limits.devices_per_user);
    options.loops = static_cast<std::uint32_t>(config.gateway.loops);
    return options;
}

Writer::Options writer_options(const Config& config) {
    Writer::Options options;
    options.queue_max = config.limits.writer_queue;
    return options;
}

std::vector<std::unique_ptr<Reader>> open_readers(const Config& config, Database& database,
                                                  spdlog::logger& log) {
    Reader::Options options;
    options.directory_shared = config.accounts.directory == AccountsConfig::Directory::shared;
    options.small_group = static_cast<std::int64_t>(config.limits.small_group);
    options.failed = [&log](std::string_view reference) {
        log.error("read_failed reference={}", reference);
    };
    std::vector<std::unique_ptr<Reader>> readers;
    for (std::size_t i = 0; i < config.store.read_threads; ++i) {
        readers.push_back(make_reader(database.open_reader(), database.identity(),
                                      database.former_runs(), options));
    }
    return readers;
}

std::string_view name_of(CommitOutcome outcome) {
    return outcome == CommitOutcome::unknown ? "unknown" : "nothing";
}

class DaemonServer final : public Server, private CommitListener {
  public:
    DaemonServer(const Config& config, std::shared_ptr<spdlog::logger> log,
                 std::unique_ptr<Database> database)
        : log_(std::move(log)),
          database_(std::move(database)),
          router_(make_router(database_->store(), router_random_, database_->identity().ids,
                              router_options(config))),
          gateway_(Gateway::create(gateway_options(config, *database_, clock_.wall()))),
          writer_(
              *router_, database_->store(), *this, clock_, [this] { fail(); },
              writer_options(config)),
          passwords_(config.accounts.password_threads, config.accounts.password_queue),
          readers_(open_readers(config, *database_, *log_),
                   kReadQueuePerLoop * config.gateway.loops) {
        writer_.start();
        gateway_->start({writer_, readers_, passwords_, clock_, *log_});
    }
    ~DaemonServer() override { stop(); }

    std::uint16_t port() const override { return gateway_->port(); }
    std::string first_administrator_invite() override;
    int wait() override;
    void request_stop() override;
    void stop() override;

  private:
    void committed(BatchPtr batch) override;
    void fail();

    const std::shared_ptr<spdlog::logger> log_;
    const SystemClock clock_;
    SystemRandom router_random_;  // the writer's thread
    // In the order of their dependence; destroyed in the reverse.
    const std::unique_ptr<Database> database_;
    const std::unique_ptr<Router> router_;
    const std::unique_ptr<Gateway> gateway_;
    Writer writer_;
    PasswordPool passwords_;
    ReadPool readers_;

    Mutex mutex_;
    ConditionVariable ended_;
    bool stop_requested_ PARLEY_GUARDED_BY(mutex_) = false;
    bool failed_ PARLEY_GUARDED_BY(mutex_) = false;
    bool stopped_ = false;
};

std::string DaemonServer::first_administrator_invite() {
    const std::unique_ptr<ReadStore> store = database_->open_reader();
    if (store->begin_snapshot()->has_administrator()) return {};
    SystemRandom random;
    const std::string token = make_token(TokenKind::invite, random);
    CreateInvite invite;
    invite.token_hash = *token_hash(TokenKind::invite, token);
    invite.administrator = true;
    invite.expires = clock_.wall() + std::chrono::milliseconds(kFirstInviteLifetime).count();
    const Outcome outcome = gateway_->execute(std::move(invite));
    return std::holds_alternative<ProtocolError>(outcome) ? std::string() : token;
}

int DaemonServer::wait() {
    MutexLock lock(mutex_);
    while (!stop_requested_ && !failed_)
        ended_.wait(mutex_);
    return failed_ ? kExitStorage : 0;
}

void DaemonServer::request_stop() {
    MutexLock lock(mutex_);
    stop_requested_ = true;
    ended_.notify_all();
}

// On the writer's thread, like fail(): so the store may be asked what went wrong.
void DaemonServer::committed(BatchPtr batch) {
    if (batch->outcome != CommitOutcome::committed) {
        log_->error("commit_failed outcome={} reason=\"{}\"", name_of(batch->outcome),
                    database_->store().failure_text());
    }
    gateway_->committed(std::move(batch));
}

void DaemonServer::fail() {
    log_->error("storage_failed reason=\"{}\" what=\"nothing more is written; start again\"",
                database_->store().failure_text());
    MutexLock lock(mutex_);
    failed_ = true;
    ended_.notify_all();
}

void DaemonServer::stop() {
    if (std::exchange(stopped_, true)) return;
    bool failed = false;
    {
        MutexLock lock(mutex_);
        failed = failed_;
    }
    gateway_->drain();
    passwords_.stop();
    writer_.stop();
    readers_.stop();
    gateway_->stop();
    if (!failed && !database_->close_cleanly()) log_->error("close_failed");
    log_->info("stopped");
}

}  // namespace

std::variant<std::unique_ptr<Server>, StartRefusal> Server::start(
    const Config& config, std::shared_ptr<spdlog::logger> log, bool accept_lost_wal) {
    raise_descriptor_limit();
    SystemClock clock;
    SystemRandom random;
    auto opened = Database::open(database_options(config, accept_lost_wal), random, clock.wall());
    if (const auto* refusal = std::get_if<OpenRefusal>(&opened)) {
        return StartRefusal{refusal->reason, refusal->locked ? 2 : kExitData};
    }
    auto& database = std::get<std::unique_ptr<Database>>(opened);
    for (const std::string& remark : database->remarks())
        log->warn("database_remark {}", remark);
    try {
        auto server = std::make_unique<DaemonServer>(config, log, std::move(database));
        log->info("started version={} port={}", PARLEY_VERSION, server->port());
        return server;
    } catch (const std::exception& error) {
        return StartRefusal{"cannot listen on " + config.gateway.listen.address + ":" +
                                std::to_string(config.gateway.listen.port) + ": " + error.what(),
                            2};
    }
}

}  // namespace parley
