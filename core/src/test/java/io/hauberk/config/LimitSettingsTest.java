package io.hauberk.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Filter;
import io.hauberk.Settings;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.concurrency.ConcurrencyLimit;
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
            {adaptive: gradient}                  | | This version has fixed limits
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
