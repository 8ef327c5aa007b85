#include "parley/router/writer.hpp"

#include <algorithm>
#include <span>
#include <thread>
#include <utility>

#include "parley/core/assert.hpp"
#include "parley/core/mailbox.hpp"
#include "refusals.hpp"

namespace parley {

struct Writer::Impl {
    Router& router;
    Store& store;
    CommitListener& listener;
    const Clock& clock;
    const std::function<void()> failed;
    const std::size_t batch_max;
    const std::chrono::milliseconds idle_delay;
    Mailbox<Command> mailbox;
    std::thread thread;

    // Keeper from here on: the writer's thread.
    std::vector<Command> taken;
    BatchPtr last_batch;
    bool tidied = true;  // since the last batch

    Impl(Router& the_router, Store& the_store, CommitListener& the_listener, const Clock& the_clock,
         std::function<void()> on_failure, const Options& options)
        : router(the_router),
          store(the_store),
          listener(the_listener),
          clock(the_clock),
          failed(std::move(on_failure)),
          batch_max(options.batch_max),
          idle_delay(options.idle_delay),
          mailbox(options.queue_max) {}

    void run();
    bool take();
    bool process_taken();
    void refuse(std::span<const Command> commands);
    void fail(std::span<const Command> waiting);
};

void Writer::Impl::run() {
    while (take()) {
        if (!process_taken()) return;
    }
}

// Waits for commands. False: nothing comes any more, or the store failed.
bool Writer::Impl::take() {
    if (!tidied) {
        if (mailbox.take_for(taken, idle_delay)) return !taken.empty();
        if (!store.maintain(true)) {
            fail({});
            return false;
        }
        tidied = true;
    }
    mailbox.take(taken);
    return !taken.empty();
}

// False: the store failed, and everything that waited was answered.
bool Writer::Impl::process_taken() {
    tidied = false;
    std::span<Command> rest(taken);
    while (!rest.empty()) {
        const std::span<Command> slice = rest.first(std::min(batch_max, rest.size()));
        rest = rest.subspan(slice.size());
        last_batch = router.process(slice, clock.wall());
        listener.committed(last_batch);
        const bool idle = rest.empty() && mailbox.size() == 0;
        if (last_batch->outcome == CommitOutcome::unknown || !store.maintain(idle)) {
            fail(rest);
            return false;
        }
    }
    return true;
}

// Nothing is written any more. What waits was not attempted, so that `storage_failed` is the truth.
void Writer::Impl::fail(std::span<const Command> waiting) {
    mailbox.close();
    refuse(waiting);
    std::vector<Command> late;
    mailbox.try_take(late);
    refuse(late);
    failed();
}

void Writer::Impl::refuse(std::span<const Command> commands) {
    if (commands.empty()) return;
    auto batch = std::make_shared<CommittedBatch>();
    batch->outcome = CommitOutcome::nothing;
    batch->last_pos = last_batch->last_pos;
    batch->answers.resize(last_batch->answers.size());
    for (const Command& command : commands) {
        batch->answers[command.reply_to.loop].push_back(
            {command.reply_to, commit_failed(CommitOutcome::nothing)});
    }
    listener.committed(std::move(batch));
}

Writer::Writer(Router& router, Store& store, CommitListener& listener, const Clock& clock,
               std::function<void()> failed, const Options& options)
    : impl_(std::make_unique<Impl>(router, store, listener, clock, std::move(failed), options)) {
    PARLEY_ASSERT(options.batch_max > 0);
}

Writer::~Writer() { stop(); }

void Writer::start() {
    PARLEY_ASSERT(!impl_->thread.joinable());
    impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

bool Writer::push(std::vector<Command>& commands) { return impl_->mailbox.push(commands); }

std::size_t Writer::waiting() const { return impl_->mailbox.size(); }

void Writer::stop() {
    impl_->mailbox.close();
    if (impl_->thread.joinable()) impl_->thread.join();
}

}  // namespace parley
