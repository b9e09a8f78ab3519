package io.hauberk.mtls;

import io.hauberk.Settings;
import io.hauberk.mtls.Mtls.Told;
import java.util.List;
import java.util.Set;

/** Reads an {@code mtls} filter from YAML. */
final class MtlsReader {
    private MtlsReader() {}

    static Mtls read(Settings settings) {
        Mtls mtls = Mtls.consumers();
        if (settings.has("peers")) {
            List<String> peers = settings.texts("peers");
            try {
                if (peers.isEmpty()) {
                    settings.fault(
                            "peers", "peers is empty, so nobody would pass. Name some, or leave it out for consumers.");
                } else {
                    mtls = Mtls.peers(peers.toArray(String[]::new));
                }
            } catch (IllegalArgumentException e) {
                settings.fault("peers", String.valueOf(e.getMessage()));
            }
        }
        String from =
                settings.word("from", "connection", Set.of("connection", "client-cert", "x-forwarded-client-cert"));
        mtls = switch (from) {
            case "client-cert" -> mtls.toldBy(Told.CLIENT_CERT);
            case "x-forwarded-client-cert" -> mtls.toldBy(Told.X_FORWARDED_CLIENT_CERT);
            default -> mtls;
        };
        return settings.flag("required", true) ? mtls : mtls.optional();
    }
}
