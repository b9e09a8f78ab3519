package io.hauberk.authority;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for each certificate that was issued, and for what operators did: into {@code audit.log}, and to the log. Refusals
 * go to the log only, which others rotate: strangers must not be able to fill the disk.
 */
final class Audit {
    private static final Logger log = LoggerFactory.getLogger("hauberk.authority");
    private static final int MAX = 8_000;

    private final Path file;
    private final InstantSource clock;

    Audit(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Not written means not issued: an authority that cannot account for what it does stops. */
    void issued(Member member, X509Certificate certificate, String by, @Nullable String address) throws IOException {
        line("issued id=" + member.id() + " names=" + member.names() + " serial="
                + certificate.getSerialNumber().toString(16) + " until="
                + certificate.getNotAfter().toInstant() + " by=" + by + " from=" + address);
    }

    void refused(String why, String by, @Nullable String address) {
        log.warn("{}", plain("refused by=" + by + " from=" + address + " why=" + why));
    }

    void did(String what) throws IOException {
        line(what);
    }

    private void line(String text) throws IOException {
        String plain = plain(text);
        Secrets.append(file, clock.instant() + " " + plain);
        log.info("{}", plain);
    }

    private static String plain(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.length() > MAX ? plain.substring(0, MAX) + "..." : plain;
    }
}
