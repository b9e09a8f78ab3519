package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.ratelimit.RateLimit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitSettingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {limit: 50, per: 1s}                                       | [50 per 1s by consumer, else principal, else address]
            {limit: 50, per: minute, by: principal, burst: 7, cost: 2} | [50 per 1m by principal, burst 7, cost 2]
            {limit: 5, per: PT2H, by: [{claim: org.id}, route]}        | [5 per 2h by claim org.id and route]
            {limit: 5, per: 1d, by: [address, {header: x-a}]}          | [5 per 1d by address and header x-a]
            {limit: 5, per: 1d, by: everyone, algorithm: gcra, store: memory, maxKeys: 10} | [5 per 1d by everyone]
            {limits: [{limit: 5, per: 1s}, {limit: 9, per: 1h, by: route}], by: address}   | [5 per 1s by address, 9 per 1h by route]
            {limit: 5, per: 1s, algorithm: sliding}                    | [5 per 1s by consumer, else principal, else address, sliding]
            {limit: 5, per: 1s, by: route, algorithm: fixed, cost: {response: x-cost, base: 0, max: 3}} | [5 per 1s by route, fixed, cost response x-cost, else 0, at most 3]
            {limit: 5, per: 1s, by: route, cost: {claim: w}}           | [5 per 1s by route, cost claim w, else 1]
            {limit: 5, per: 1s, by: route, cost: {status: {401: 5, 5xx: 0}}} | [5 per 1s by route, cost status {401=5, 5xx=0}, else 1]
            {limits: [{limit: 5, per: 1s}, {limit: 9, per: 1h, algorithm: gcra}], by: route, algorithm: fixed} | [5 per 1s by route, fixed, 9 per 1h by route]
            {limits: {limit: 5, per: 1s, name: a}, cost: 2}            | [5 per 1s by consumer, else principal, else address, cost 2]
            """)
    void limitsAreReadAsTheyAreWritten(String yaml, String limit) {
        Text text = new Text(yaml);
        NodeSettings settings = text.settings();
        RateLimit read = RateLimit.from(settings);
        settings.finish();
        assertThat(text.faults()).isEmpty();
        assertThat(read).hasToString("rateLimit" + limit);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {per: 1s}                                       | needs a limit: how many
            {limit: 5}                                      | needs per: the period
            {limit: 0, per: 1s}                             | out of range
            {limit: 5, per: 0s}                             | no time at all
            {limit: 5, per: fortnight}                      | a duration such as 1s
            {limit: 5, per: 1s, cost: 6}                    | none could pass
            {limit: 5, per: 1s, cost: -1}                   | out of range
            {limit: 999999999, per: 1s}                     | a hundred million
            {limit: 5, per: 1s, algorithm: sliding, burst: 9} | Only the algorithm gcra has a burst
            {limit: 5, per: 1s, cost: {header: a, claim: b}} | not by both
            {limit: 5, per: 1s, cost: {status: {abc: 1}}}   | is no status
            {limit: 5, per: 1s, cost: {status: {401: x}}}   | not a whole number
            {limit: 5, per: 1s, cost: {status: {401: -1}}}  | from 0 to
            {limit: 5, per: 1s, cost: {respnse: a}}         | Did you mean "response"?
            {limit: 5, per: 1s, lease: 1}                   | Only what is counted in a store
            {limit: 5, per: 1s, cost: [1, 2]}               | not a list
            {limit: 5, per: 1s, cost: {response: a, base: 9}} | none could pass
            {limit: 5, per: 1s, algorithm: leaky}           | none of fixed, gcra, sliding
            {limit: 5, per: 1s, store: shared}              | There is no Store "shared"
            {limit: 5, per: 1s, by: adress}                 | nothing that a limit can count by
            {limit: 5, per: 1s, by: []}                     | by names nothing
            {limit: 5, per: 1s, by: {header: a, claim: b}}  | several things
            {limit: 5, per: 1s, by: {heder: a}}             | Did you mean "header"?
            {limit: 5, per: 1s, name: "a b"}                | printable ASCII
            {limit: 5, per: 1s, by: [route, route, route, route, route, route, route]} | has 7
            {limits: [{limit: 5, per: 1s}], limit: 5}       | limit stands beside limits
            {limits: []}                                    | limits is empty
            {limits: [{limit: 5, per: 1s}, {limit: 5, per: 1s}]} | Give them names
            {limits: [{limit: 5, per: 1s}], cost: 6}        | none could pass
            {limit: 5, per: 1s, brust: 5}                   | Did you mean "burst"?
            """)
    void nonsenseIsAFaultInASentence(String yaml, String sentence) {
        Text text = new Text(yaml);
        NodeSettings settings = text.settings();
        assertThat(RateLimit.from(settings)).isNotNull();
        settings.finish();
        assertThat(text.faults()).anyMatch(fault -> fault.contains(sentence)).noneMatch(f -> f.contains("warning"));
    }

    @Test
    void aHeaderAloneIsWarnedAbout() {
        Text text = new Text("limit: 5\nper: 1s\nby: { header: x-user }\n");
        NodeSettings settings = text.settings();
        RateLimit.from(settings);
        settings.finish();
        assertThat(text.faults())
                .singleElement()
                .asString()
                .startsWith("hauberk.yaml:3:1: warning: Clients choose the header x-user themselves");
        assertThat(text.reading.faults().broken()).isFalse();
    }
}
