#include "report.hpp"

#include <cmath>
#include <cstdio>

namespace parley::bench {
namespace {

double rounded(double value) { return std::round(value * 100) / 100; }

Json microseconds(const Histogram& histogram) {
    const auto at = [&](double share) {
        return rounded(static_cast<double>(histogram.quantile(share)) / 1000);
    };
    return {{"count", histogram.count()},
            {"p50", at(0.5)},
            {"p90", at(0.9)},
            {"p99", at(0.99)},
            {"p999", at(0.999)},
            {"max", rounded(static_cast<double>(histogram.max()) / 1000)}};
}

Json memory(const Memory& memory) {
    return {{"resident_bytes", memory.resident_bytes}, {"anonymous_bytes", memory.anonymous_bytes}};
}

void print_part(const Json& part, const std::string& prefix) {
    for (const auto& [name, value] : part.items()) {
        if (value.is_object()) {
            print_part(value, prefix + name + '.');
        } else {
            const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
            std::printf("%-36s %s\n", (prefix + name).c_str(), text.c_str());
        }
    }
}

}  // namespace

Json to_json(const LoadResult& result, const Options& options) {
    const bool direct = options.scenario == Options::Scenario::direct;
    const auto per_second = [&](std::uint64_t count) {
        return std::round(static_cast<double>(count) / result.seconds);
    };
    const auto per_message = [&](double seconds) {
        return rounded(seconds * 1e6 / std::max(1.0, static_cast<double>(result.acknowledged)));
    };
    Json report{{"scenario", direct ? "direct" : "group"},
                {"conversations", result.conversations},
                {"members", direct ? 2 : options.members},
                {"senders", result.senders},
                {"in_flight", options.in_flight},
                {"text_bytes", options.text_bytes},
                {"rate", options.rate},
                {"seconds", result.seconds},
                {"acknowledged", result.acknowledged},
                {"delivered", result.delivered},
                {"echoed", result.echoed},
                {"acknowledged_per_second", per_second(result.acknowledged)},
                {"delivered_per_second", per_second(result.delivered)},
                {"ack_us", microseconds(result.ack)},
                {"delivery_us", microseconds(result.delivery)},
                {"client_cpu_us_per_message", per_message(result.client_cpu_seconds)}};
    if (options.pid != 0) {
        report["daemon_cpu_us_per_message"] = per_message(result.daemon_cpu_seconds);
        report["daemon_memory"] = memory(memory_of(options.pid));
    }
    report["missing"] = result.missing;
    report["order_violations"] = result.order_violations;
    report["unmeasured"] = result.unmeasured;
    report["errors"] = result.errors;
    return report;
}

Json to_json(const IdleResult& result) {
    const auto per_session = [&](std::int64_t after, std::int64_t before) {
        return std::round(static_cast<double>(after - before) /
                          std::max(1.0, static_cast<double>(result.connections)));
    };
    return {{"scenario", "idle"},
            {"connections", result.connections},
            {"sign_in_seconds", rounded(result.sign_in_seconds)},
            {"before", memory(result.before)},
            {"after", memory(result.after)},
            {"resident_bytes_per_session",
             per_session(result.after.resident_bytes, result.before.resident_bytes)},
            {"anonymous_bytes_per_session",
             per_session(result.after.anonymous_bytes, result.before.anonymous_bytes)},
            {"frames", result.frames}};
}

Json to_json(const DiskResult& result) {
    return {{"scenario", "disk"},
            {"overwrite_us", microseconds(result.overwrite)},
            {"append_us", microseconds(result.append)}};
}

void print_table(const Json& report) { print_part(report, ""); }

}  // namespace parley::bench
