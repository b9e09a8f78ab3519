package io.hauberk.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.testkit.FilterTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CriticalityTest {
    private final Exchange exchange = Exchange.begin(Ticker.system());

    @Test
    void whatNobodySpeaksOfIsCritical() {
        assertThat(Criticality.of(exchange)).isEqualTo(Criticality.CRITICAL);
    }

    @Test
    void ofAllThatIsSaidTheLeastCriticalCounts() {
        Lineage.atMost(exchange, Criticality.CRITICAL_PLUS);
        assertThat(Criticality.of(exchange)).isEqualTo(Criticality.CRITICAL_PLUS);
        Lineage.atMost(exchange, Criticality.SHEDDABLE_PLUS);
        Lineage.atMost(exchange, Criticality.CRITICAL);
        assertThat(Criticality.of(exchange)).isEqualTo(Criticality.SHEDDABLE_PLUS);
    }

    @Test
    void aCallerMaySayLessThanItsRouteAndNotMore() {
        Lineage.note(exchange, Headers.of("x-criticality", "critical-plus", "x-envoy-attempt-count", "3"));
        Lineage.atMost(exchange, Criticality.SHEDDABLE);
        assertThat(Criticality.of(exchange)).isEqualTo(Criticality.SHEDDABLE);
        assertThat(exchange.get(Lineage.KEY).attempt()).isEqualTo(3);
    }

    @Test
    void callsOnBehalfOfARequestInheritIt() {
        Lineage.atMost(exchange, Criticality.SHEDDABLE);
        assertThat(Criticality.of(exchange.child())).isEqualTo(Criticality.SHEDDABLE);
    }

    @Test
    void aPlanNotesItAsAFilter() throws IOException {
        Request request =
                FilterTest.of(Criticality.SHEDDABLE.ceiling()).get("/").request();
        assertThat(Criticality.of(request.exchange())).isEqualTo(Criticality.SHEDDABLE);
        assertThat(Criticality.SHEDDABLE.ceiling()).hasToString("criticality(sheddable)");
    }
}
