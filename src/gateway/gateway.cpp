#include "parley/gateway/gateway.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <utility>
#include <vector>

#include "attempt_limits.hpp"
#include "control.hpp"
#include "http_routes.hpp"
#include "listener.hpp"
#include "loop.hpp"
#include "parley/gateway/web_address.hpp"
#include "presence_hub.hpp"

namespace parley {
namespace {

ServerFacts facts_of(const GatewayOptions& options) {
    ServerFacts facts;
    facts.frame_bytes = static_cast<std::int64_t>(options.limits.frame_bytes);
    facts.text_bytes = static_cast<std::int64_t>(options.limits.text_bytes);
    facts.in_flight = static_cast<std::int64_t>(options.limits.in_flight);
    facts.members = static_cast<std::int64_t>(options.limits.members);
    facts.page = static_cast<std::int64_t>(options.limits.page);
    facts.small_group = static_cast<std::int64_t>(options.limits.small_group);
    facts.watch = static_cast<std::int64_t>(options.limits.watch);
    facts.heartbeat_interval_ms = options.heartbeat.interval.count();
    facts.heartbeat_timeout_ms = options.heartbeat.timeout.count();
    facts.fsync = options.fsync;
    return facts;
}

RequestLimits request_limits_of(const LimitsConfig& limits) {
    RequestLimits request_limits;
    request_limits.text_bytes = static_cast<std::int64_t>(limits.text_bytes);
    request_limits.page = static_cast<std::int64_t>(limits.page);
    request_limits.watch = static_cast<std::int64_t>(limits.watch);
    request_limits.members = static_cast<std::int64_t>(limits.members);
    return request_limits;
}

// Members in the order in which they are needed; destroyed in the reverse.
class LoopGateway final : public Gateway {
  public:
    explicit LoopGateway(GatewayOptions options)
        : options_(std::move(options)),
          unauthenticated_(
              {options_.limits.unauthenticated_per_address, options_.limits.unauthenticated}),
          attempts_(options_.limits),
          routes_(options_) {}
    ~LoopGateway() override { stop(); }

    void start(const GatewayServices& services) override;
    std::uint16_t port() const override { return listeners_.front()->endpoint().port(); }
    Outcome execute(AccountCommand command) override;
    void drain() override;
    void stop() override;
    void committed(BatchPtr batch) override;

  private:
    // Runs `work` on every loop's thread and waits until all have.
    void on_every_loop(const std::function<void(Loop&, Listener&)>& work);

    const GatewayOptions options_;
    Unauthenticated unauthenticated_;
    AttemptLimits attempts_;
    HttpRoutes routes_;
    std::atomic<std::int64_t> connection_count_ = 0;
    std::optional<GatewayServices> services_;
    std::unique_ptr<PresenceHub> presence_;
    std::unique_ptr<LoopContext> context_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::unique_ptr<ControlServer> control_;
};

void LoopGateway::start(const GatewayServices& services) {
    services_.emplace(services);
    presence_ =
        std::make_unique<PresenceHub>(options_.presence, options_.identity.ids, services.clock);
    context_ = std::make_unique<LoopContext>(
        LoopContext{options_, *services_, facts_of(options_), request_limits_of(options_.limits),
                    CursorWriter(options_.identity.epoch, options_.identity.run), unauthenticated_,
                    *presence_, attempts_, connection_count_});
    asio::ip::tcp::endpoint endpoint(asio::ip::make_address(options_.gateway.listen.address),
                                     options_.gateway.listen.port);
    std::vector<Loop*> loops;
    for (std::uint32_t i = 0; i < options_.gateway.loops; ++i) {
        loops_.push_back(std::make_unique<Loop>(i, *context_));
        loops.push_back(loops_.back().get());
        listeners_.push_back(std::make_unique<Listener>(*loops_.back(), routes_, endpoint,
                                                        options_.gateway.loops > 1));
        endpoint.port(listeners_.front()->endpoint().port());  // when any was asked for
    }
    presence_->set_loops(loops);
    const std::string address = web_address(options_.gateway, port());
    control_ = std::make_unique<ControlServer>(*loops_.front(), options_.control_socket, address);
    control_->start();
    for (auto& listener : listeners_)
        listener->start();
    routes_.start(address);
    for (auto& loop : loops_)
        loop->start();
}

void LoopGateway::committed(BatchPtr batch) {
    const auto messages = std::count_if(
        batch->entries.begin(), batch->entries.end(),
        [](const LoggedEntry& logged) { return logged.entry.kind == EntryKind::message; });
    if (messages > 0) routes_.admin().count_messages(messages, services_->clock.steady());
    for (auto& loop : loops_) {
        loop->post([target = loop.get(), batch] { target->apply(batch); });
    }
}

Outcome LoopGateway::execute(AccountCommand command) {
    std::promise<Outcome> promise;
    Loop& first = *loops_.front();
    first.post([&] {
        first.execute(Actor{}, std::move(command),
                      [&](Outcome outcome) { promise.set_value(std::move(outcome)); });
    });
    return promise.get_future().get();
}

void LoopGateway::on_every_loop(const std::function<void(Loop&, Listener&)>& work) {
    std::latch done(static_cast<std::ptrdiff_t>(loops_.size()));
    for (std::size_t i = 0; i < loops_.size(); ++i) {
        loops_[i]->post([&, i] {
            work(*loops_[i], *listeners_[i]);
            done.count_down();
        });
    }
    done.wait();
}

void LoopGateway::drain() {
    if (loops_.empty()) return;
    routes_.drain();
    on_every_loop([](Loop& loop, Listener& listener) {
        listener.close();
        loop.drain();
    });
    const SteadyTime deadline = services_->clock.steady() + options_.gateway.drain_timeout;
    for (;;) {
        std::atomic<std::size_t> open = 0;
        on_every_loop([&](Loop& loop, Listener&) { open += loop.connection_count(); });
        if (open == 0 || services_->clock.steady() >= deadline) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

void LoopGateway::stop() {
    if (loops_.empty()) return;
    if (control_) {
        Loop& first = *loops_.front();
        std::latch done(1);
        first.post([&] {
            control_->close();
            done.count_down();
        });
        done.wait();
    }
    for (auto& loop : loops_)
        loop->stop();
    control_.reset();
    listeners_.clear();
    loops_.clear();
}

}  // namespace

std::unique_ptr<Gateway> Gateway::create(GatewayOptions options) {
    return std::make_unique<LoopGateway>(std::move(options));
}

}  // namespace parley
