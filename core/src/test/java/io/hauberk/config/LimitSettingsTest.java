package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Filter;
import io.hauberk.Settings;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.partner.PartnerLimit;
import io.hauberk.throttle.Throttle;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitSettingsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {max: 100}                            | concurrencyLimit(100) |
            {max: 5, by: [principal, route]}      | concurrencyLimit(5 by principal and route) |
            {max: 5, name: partner}               | partner(5) |
            {}                                    | | A concurrencyLimit needs max
            {max: 0}                              | | from 1 to 1000000
            {adaptive: gradient}                  | concurrencyLimit(gradient 4 to 1000, and 20 kept) |
            {adaptive: vegas, min: 2, max: 50, initial: 10, health: 0} | concurrencyLimit(vegas 2 to 50) |
            {adaptive: aimd, latency: 1s, by: route} | concurrencyLimit(aimd 4 to 1000 by route, and 20 kept) |
            {adaptive: gradient, tolerance: 2}    | concurrencyLimit(gradient 4 to 1000, and 20 kept) |
            {max: 5, queue: 10, wait: 1s}         | concurrencyLimit(5, 10 waiting 1000 ms) |
            {max: 5, queue: 10}                   | concurrencyLimit(5, 10 waiting 100 ms) |
            {max: 5, partitions: {critical: 90, sheddable: 40}} | concurrencyLimit(5, critical up to 90 %, sheddable-plus up to 90 %, sheddable up to 40 %) |
            {max: 5, health: 2}                   | concurrencyLimit(5, and 2 kept) |
            {adaptive: fast}                      | | gradient
            {adaptive: vegas, tolerance: 2}       | | looked at by adaptive: gradient alone
            {adaptive: gradient, latency: 2s}     | | looked at by adaptive: aimd alone
            {adaptive: gradient, min: 9, max: 8}  | | min is 9, and above max, 8
            {max: 5, initial: 3}                  | | initial belongs to an adaptive limit
            {max: 5, wait: 1s}                    | | Nobody may wait
            {max: 5, partitions: {critical: 40, sheddable: 50}} | | may fill 50 %, and more critical ones only 40 %
            {max: 5, partitions: {batch: 50}}     | | batch
            {maxx: 7}                             | | Did you mean "max"?
            """)
    void concurrencyLimitsAreRead(String yaml, String filter, String fault) {
        check(yaml, ConcurrencyLimit::from, filter, fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {max: 1MB} | bodyLimit(1048576) |
            {max: 0}   | bodyLimit(0) |
            {}         | | A bodyLimit needs max
            {max: big} | | a size such as
            {max: -1}  | | a size such as
            """)
    void bodyLimitsAreRead(String yaml, String filter, String fault) {
        check(yaml, BodyLimit::from, filter, fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {limit: 50, per: 1s}                                  | throttle[50 per 1s by consumer, else principal, else address, queue of 10 for 1s] |
            {limit: 5, per: minute, queue: 3, by: route}          | throttle[5 per 1m by route, queue of 3 for 1s] |
            {limit: 5, per: 1s, queue: 0, name: a, by: everyone}  | throttle[5 per 1s by everyone, no queue] |
            {limit: 5, per: 1s, by: route, queue: {max: 200, wait: 3s}} | throttle[5 per 1s by route, queue of 200 for 3s] |
            {limit: 5, per: 1s, queue: {max: 2, total: 3}, by: route, maxKeys: 9} | throttle[5 per 1s by route, queue of 2 for 1s] |
            {per: 1s}                                 | | A throttle needs limit
            {limit: 5}                                | | A throttle needs per
            {limit: 1, per: 1d}                       | | Use a quota
            {limit: 5, per: 1s, queue: {max: 9, total: 3}} | | Raise total
            {limit: 5, per: 1s, queue: {max: 0, wait: 1s}} | | Nobody may wait
            {limit: 5, per: 1s, queue: {max: 1, wait: 1h}} | | up to 10m
            {limit: 5, per: 1s, queue: {maxx: 1}}     | | Did you mean "max"?
            {limit: 5, per: 1s, queue: [1, 2]}        | | has one queue
            {limit: 5, per: 1s, queue: 20000}         | | out of range
            {limit: 5, per: 1s, name: "a b"}          | | printable ASCII
            """)
    void throttlesAreRead(String yaml, String filter, String fault) {
        check(yaml, Throttle::from, filter, fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                        | partnerLimit[by everyone, pauses up to 1m, no waiting] |
            {by: consumer, maxPause: 5m, name: acme}  | partnerLimit[by consumer, pauses up to 5m, no waiting] |
            {onPause: wait}                           | partnerLimit[by everyone, pauses up to 1m, 100 wait up to 30s] |
            {onPause: wait, wait: 2s, queue: 5, maxKeys: 7} | partnerLimit[by everyone, pauses up to 1m, 5 wait up to 2s] |
            {wait: 2s}                                | | onPause: wait
            {queue: 2}                                | | onPause: wait
            {onPause: ask}                            | | none of refuse, wait
            {maxPause: 2d}                            | | up to a day
            {maxPaus: 2s}                             | | Did you mean "maxPause"?
            """)
    void limitsOfPartnersAreRead(String yaml, String filter, String fault) {
        check(yaml, PartnerLimit::from, filter, fault);
    }

    private static void check(String yaml, Function<Settings, Filter> reader, String filter, String fault) {
        Text text = new Text(yaml);
        NodeSettings settings = text.settings();
        Filter read = reader.apply(settings);
        settings.finish();
        if (fault == null) {
            assertThat(text.faults()).isEmpty();
            assertThat(read).hasToString(filter);
        } else {
            assertThat(text.faults()).anyMatch(found -> found.contains(fault));
        }
    }
}
