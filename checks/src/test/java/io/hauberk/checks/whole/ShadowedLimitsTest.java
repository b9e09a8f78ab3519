package io.hauberk.checks.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.testkit.RawHttp;
import io.hauberk.testkit.RawMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What limits decide, enforced and in shadow, as the answers and the meters of a running gateway tell it. */
class ShadowedLimitsTest {
    /** By filter: parameters of which a second upload of 20 bytes is too much. */
    private static final Map<String, String> LIMITS = new LinkedHashMap<>();

    static {
        LIMITS.put("rateLimit", "limit: 1, per: 1h, by: address");
        LIMITS.put("quota", "limit: 1, per: year, by: address");
        LIMITS.put("throttle", "limit: 1, per: 1h, by: address, queue: 0");
        LIMITS.put("bodyLimit", "max: 10B");
    }

    @TempDir
    Path folder;

    private Guarded guarded(Container container, String mode) throws Exception {
        StringBuilder yaml = new StringBuilder("hauberk: 1\nroutes:\n");
        LIMITS.forEach((name, parameters) ->
                yaml.append("  - { name: %1$s, match: [ /%1$s ], filters: [ %1$s: { %2$s, mode: %3$s } ] }%n"
                        .formatted(name, parameters, mode)));
        return Guarded.by(container, folder, yaml.toString(), new Application());
    }

    private static RawMessage upload(Guarded guarded, String name) throws IOException {
        try (RawHttp http = guarded.connect()) {
            http.send(RawHttp.head("POST /" + name + " HTTP/1.1", "Content-Length: 20") + "x".repeat(20));
            return http.readResponse("POST");
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY,enforce", "JETTY,shadow", "TOMCAT,enforce", "TOMCAT,shadow"})
    void whatALimitDecidesIsToldByItsAnswersOrInShadowOnlyByItsMeters(Container container, String mode)
            throws Exception {
        boolean shadow = mode.equals("shadow");
        try (Guarded guarded = guarded(container, mode)) {
            for (String name : LIMITS.keySet()) {
                boolean atOnce = name.equals("bodyLimit");
                RawMessage first = upload(guarded, name);
                assertThat(first.status()).as(name).isEqualTo(atOnce && !shadow ? 413 : 200);
                RawMessage second = upload(guarded, name);
                assertThat(second.status()).as(name).isEqualTo(shadow ? 200 : atOnce ? 413 : 429);
                Decisions.await(guarded.meters(), name, shadow ? "would_refuse" : "refused", atOnce ? 2 : 1);
                assertThat(Decisions.counted(guarded.meters(), name, shadow ? "refused" : "would_refuse"))
                        .as(name)
                        .isZero();
                if (shadow) {
                    assertThat(second.text()).as(name).isEqualTo("hello");
                    assertThat(second.header("RateLimit")).as(name).isNull();
                    assertThat(second.header("Retry-After")).as(name).isNull();
                }
            }
        }
    }
}
