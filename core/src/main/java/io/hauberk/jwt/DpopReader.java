package io.hauberk.jwt;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads {@code dpop} of a filter for tokens from YAML; a bare word is its {@code use}. */
final class DpopReader {
    private final Settings settings;
    private Dpop dpop = Dpop.accepted();

    DpopReader(Settings settings) {
        this.settings = settings;
    }

    Dpop read() {
        dpop = dpop.requiring(
                settings.word("use", "accepted", Set.of("accepted", "required")).equals("required"));
        Duration window = settings.duration("window");
        if (window != null) {
            change("window", it -> it.window(window));
        }
        List<String> algorithms = settings.texts("algorithms");
        if (!algorithms.isEmpty()) {
            change("algorithms", it -> it.algorithms(algorithms.toArray(String[]::new)));
        }
        int maxProofs = (int) settings.number("maxProofs", 1_000_000, 1000, 100_000_000);
        change("maxProofs", it -> it.maxProofs(maxProofs));
        if (settings.flag("nonces", false)) {
            change("nonces", Dpop::nonces);
        }
        String secret = settings.text("nonceSecret");
        if (secret != null) {
            change("nonceSecret", it -> it.nonces(secret));
        }
        return dpop;
    }

    private void change(String name, UnaryOperator<Dpop> change) {
        try {
            dpop = change.apply(dpop);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }
}
