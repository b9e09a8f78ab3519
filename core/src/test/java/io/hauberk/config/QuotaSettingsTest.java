package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.quota.Quota;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaSettingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {limit: 5, per: month, by: consumer}                        | [5 per month by consumer]
            {limit: 5, per: month, by: route, zone: Europe/Berlin, from: 2026-01-15} | [5 per month in Europe/Berlin from 2026-01-15 by route]
            {limit: 5, per: 14d, by: route, from: 2026-01-05}           | [5 per 14d from 2026-01-05 by route]
            {limit: 5, per: 30d, by: route, window: flexible}           | [5 per flexible 30d by route]
            {limit: 5, per: day, by: route, window: rolling}            | [5 per rolling 1d by route]
            {limit: 5, per: day, by: route, warnAt: 80, enforce: soft}  | [5 per day by route, soft, warns at 80 %]
            {limit: 5, per: day, by: route, routes: [b, a], name: x, maxKeys: 7} | [5 per day by route, routes [a, b]]
            {limits: [{limit: 5, per: day}, {limit: 9, per: month, by: address}], by: route} | [5 per day by route, 9 per month by address]
            """)
    void quotasAreReadAsTheyAreWritten(String yaml, String quota) {
        Text text = new Text(yaml);
        NodeSettings settings = text.settings();
        Quota read = Quota.from(settings);
        settings.finish();
        assertThat(text.faults()).isEmpty();
        assertThat(read).hasToString("quota" + quota);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {per: day}                                     | needs a limit: how much
            {limit: 5}                                     | needs per: minute
            {limit: 5, per: 1d}                            | no window of a calendar
            {limit: 5, per: fortnight}                     | no window of a calendar
            {limit: 5, per: fortnight, window: rolling}    | a duration such as 1s
            {limit: 5, per: 1d, window: rolling, zone: UTC} | Only windows of a calendar have zone
            {limit: 5, per: 1d, window: sliding}           | none of calendar, flexible, rolling
            {limit: 5, per: day, zone: Berlin}             | is no time zone
            {limit: 5, per: day, from: yesterday}          | is no date
            {limit: 5, per: hour, from: 2026-01-01}        | Leave the date out
            {limit: 5, per: 99999d, from: 2026-01-01}      | up to fifty years
            {limit: 5, per: day, warnAt: 101}              | out of range
            {limit: 5, per: day, enforce: maybe}           | none of hard, soft
            {limit: 0, per: day}                           | out of range
            {limits: []}                                   | limits is empty
            {limits: [{limit: 5, per: day}, {limit: 6, per: day}]} | Give them names
            {limit: 5, per: day, name: "a b"}              | printable ASCII
            {limit: 5, pre: day}                           | Did you mean "per"?
            """)
    void nonsenseIsAFaultInASentence(String yaml, String sentence) {
        Text text = new Text(yaml);
        NodeSettings settings = text.settings();
        assertThat(Quota.from(settings)).isNotNull();
        settings.finish();
        assertThat(text.faults()).anyMatch(fault -> fault.contains(sentence));
    }
}
