// config/parley.toml and docs/configuration.md say of each setting what the list of settings says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "config_support.hpp"
#include "settings.hpp"

namespace parley {
namespace {

using testing::HasSubstr;

const std::string kSourceDir = PARLEY_SOURCE_DIR;

std::string text_of(const std::string& file) {
    std::ifstream in{kSourceDir + '/' + file, std::ios::binary};
    EXPECT_TRUE(in) << file;
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::set<std::string> known_keys() {
    std::set<std::string> keys;
    for (const Setting& setting : all_settings())
        keys.emplace(setting.key);
    return keys;
}

void collect_keys(const TomlValue& table, const std::string& prefix, std::set<std::string>& keys) {
    for (const TomlMember& member : table.members) {
        if (member.value.type == TomlValue::Type::table) {
            collect_keys(member.value, prefix + member.key + '.', keys);
        } else {
            keys.insert(prefix + member.key);
        }
    }
}

// What stands as code in the first column of a table.
std::set<std::string> documented_keys(const std::string& text) {
    std::set<std::string> keys;
    const std::string opening = "\n| `";
    for (std::size_t at = text.find(opening); at != std::string::npos;
         at = text.find(opening, at + 1)) {
        const std::size_t begin = at + opening.size();
        keys.insert(text.substr(begin, text.find('`', begin) - begin));
    }
    return keys;
}

TEST(SettingsTest, EveryKeyIsListedOnce) { EXPECT_EQ(known_keys().size(), all_settings().size()); }

TEST(SettingsTest, DefaultsPassTheirOwnChecks) {
    std::string text;
    for (const Setting& setting : all_settings()) {
        text += std::string{setting.key} + " = " + setting.write(Config{}) + '\n';
    }
    EXPECT_EQ(config_of(text), Config{});
}

TEST(SettingsTest, WhatIsWrittenIsReadAgain) {
    Config config;
    config.data_dir = R"(a "b" \c)";
    config.gateway.listen = {"::1", 0};
    config.gateway.allowed_origins = {"https://a.example", "http://b.example:81"};
    config.limits.enabled = false;
    config.limits.text_bytes = 1001;
    config.log.level = LogConfig::Level::trace;
    std::string text;
    for (const Setting& setting : all_settings()) {
        text += std::string{setting.key} + " = " + setting.write(config) + '\n';
    }
    EXPECT_EQ(config_of(text), config);
}

TEST(ParleyTomlTest, NamesEverySettingAndNoOther) {
    const TomlText parsed = parse_toml(text_of("config/parley.toml"));
    ASSERT_FALSE(parsed.error);
    std::set<std::string> keys;
    collect_keys(parsed.root, "", keys);
    EXPECT_EQ(keys, known_keys());
}

TEST(ParleyTomlTest, GivesEverySettingItsDefault) {
    const LoadedConfig loaded = load_config(kSourceDir + "/config/parley.toml", {});
    ASSERT_TRUE(loaded.config);
    for (const Setting& setting : all_settings()) {
        EXPECT_EQ(setting.write(*loaded.config), setting.write(Config{})) << setting.key;
    }
    EXPECT_EQ(*loaded.config, Config{});
}

TEST(ConfigurationMdTest, HasADefaultAndARangeForEverySettingAndNoOther) {
    const std::string text = text_of("docs/configuration.md");
    EXPECT_EQ(documented_keys(text), known_keys());
    for (const Setting& setting : all_settings()) {
        EXPECT_THAT(text, HasSubstr("\n| `" + std::string{setting.key} + "` | `" +
                                    setting.write(Config{}) + "` | " + setting.allowed + " | "));
    }
}

}  // namespace
}  // namespace parley
