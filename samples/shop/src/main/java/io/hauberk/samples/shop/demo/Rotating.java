package io.hauberk.samples.shop.demo;

import io.hauberk.identity.Identity;
import io.hauberk.samples.shop.Certificates;
import io.hauberk.samples.shop.Door;
import io.hauberk.samples.shop.Shop;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLSocket;

/** The shop gets a new certificate authority, and every workload a new certificate, while requests go on. */
final class Rotating {
    private static final Duration AT_MOST = Duration.ofMinutes(1);

    private final Shop shop;
    private final UnderLoad load;
    private final Screen screen;
    private final Pace pace;

    Rotating(Shop shop, UnderLoad load, Screen screen, Pace pace) {
        this.shop = shop;
        this.load = load;
        this.screen = screen;
        this.pace = pace;
    }

    Stretch run() throws Exception {
        screen.title("All certificates change under load, and the authority that issues them");
        Certificates certificates = shop.certificates();
        Stretch stretch = load.run(() -> {
            step("everyone trusts the new authority, too", certificates::introduceAuthority);
            step("everyone has a new certificate from it", certificates::reissue);
            step("nobody trusts the old authority any more", certificates::retireAuthority);
            shop.doors().forEach(door -> door.witness().forget());
        });
        screen.claim(
                servers(),
                "all %d servers show their new certificate",
                shop.doors().size());
        screen.claim(clients(), "their clients, edge and orders, came in by their new certificates");
        screen.claim(stretch.failed() == 0, "%d of %,d requests failed", stretch.failed(), stretch.requests());
        return stretch;
    }

    private void step(String what, Writing files) throws Exception {
        long began = System.nanoTime();
        long[] generations = generations();
        files.write();
        if (!pace.patient()) {
            shop.identities().forEach(Identity::reload);
        }
        boolean all = Patience.until(AT_MOST, () -> {
            long[] now = generations();
            for (int i = 0; i < now.length; i++) {
                if (now[i] == generations[i]) {
                    return false;
                }
            }
            return true;
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        screen.claim(all, "%s; the %d identities noticed within %.1f s", what, generations.length, seconds);
    }

    private long[] generations() {
        return shop.identities().stream()
                .mapToLong(identity -> identity.generation().number())
                .toArray();
    }

    private boolean servers() throws IOException {
        for (Door door : shop.doors()) {
            if (!shown(door).equals(serial(door.name()))) {
                return false;
            }
        }
        return true;
    }

    /** The serial number of the certificate that a server shows to who comes now. */
    private BigInteger shown(Door door) throws IOException {
        try (SSLSocket socket = (SSLSocket)
                shop.certificates().of("edge").sslContext().getSocketFactory().createSocket("127.0.0.1", door.port())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    /** What servers saw. An instance that has just come back may not have been called yet. */
    private boolean clients() {
        Map<String, BigInteger> fresh = Map.of(
                Certificates.idOf("edge"), serial("edge"),
                Certificates.idOf("orders"), serial("orders"));
        boolean both = shop.door("orders").witness().serials().size() == 1
                && shop.door("payments").witness().serials().size() == 1;
        return both
                && shop.doors().stream()
                        .map(door -> door.witness().serials())
                        .allMatch(seen -> fresh.entrySet().containsAll(seen.entrySet()));
    }

    private BigInteger serial(String workload) {
        return shop.certificates().of(workload).certificate().getSerialNumber();
    }

    private interface Writing {
        void write() throws IOException;
    }
}
