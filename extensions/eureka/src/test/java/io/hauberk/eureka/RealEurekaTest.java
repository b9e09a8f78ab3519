package io.hauberk.eureka;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.Lookout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Eureka server. It takes a minute to start, so it is started once, and again once. */
@Tag("long")
class RealEurekaTest {
    @TempDir
    Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void whatIsRegisteredIsFoundUntilItIsNotAndARestartTakesNothingAway() throws Exception {
        try (RealEureka eureka = new RealEureka(folder);
                Lookout lookout =
                        new Lookout(Eureka.application("orders", eureka.url()).every(Duration.ofMillis(100)))) {
            eureka.register("one", "10.0.0.1", "UP", "\"zone\":\"a\",\"weight\":\"7\",\"version\":\"2\"");
            eureka.register("two", "10.0.0.2", "UP", "");
            eureka.register("starting", "10.0.0.3", "STARTING", "");
            lookout.untilFound(endpoints(1, 2));
            Endpoint one = lookout.last().stream()
                    .filter(endpoints(1)::contains)
                    .findFirst()
                    .orElseThrow();
            assertThat(one.zone()).isEqualTo("a");
            assertThat(one.weight()).isEqualTo(7);
            assertThat(one.hashKey()).isEqualTo("one");
            assertThat(one.labels()).containsEntry("version", "2");

            eureka.register("starting", "10.0.0.3", "UP", "");
            lookout.untilFound(endpoints(1, 2, 3));
            eureka.override("two", "OUT_OF_SERVICE");
            lookout.untilFound(endpoints(1, 3));
            eureka.cancel("one");
            lookout.untilFound(endpoints(3));

            int before = lookout.failures();
            eureka.stop();
            lookout.until("it fails", now -> now.failures() > before);
            assertThat(lookout.last()).isEqualTo(endpoints(3));
            eureka.start();
            eureka.register("four", "10.0.0.4", "UP", "");
            lookout.untilFound(endpoints(4));
        }
    }

    private static List<Endpoint> endpoints(int... last) {
        return java.util.Arrays.stream(last)
                .mapToObj(i -> Endpoint.of("http", "10.0.0." + i, 8080))
                .toList();
    }
}
