package io.hauberk.identity;

import io.hauberk.Settings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who this service is: its certificate, its private key, and the authorities that it trusts, from PEM files that are
 * watched. The {@code identity} block in YAML.
 *
 * <p>Every three seconds the bytes of the files are compared with those in use, through whatever symbolic links, so that
 * the swap of a Kubernetes volume counts as well as a file that was written again. New files are used only if they can
 * be: the chain is linked and valid now, the key belongs to the certificate, the trust holds certificates. Otherwise the
 * last good ones stay in use, {@link #problem()} says why, and the log too. New connections show the new certificate at
 * once; those that are open live on with the old one and are not used again.
 *
 * <p>Thread-safe. Reading an identity in use never blocks. {@link #close()} ends the watch.
 */
public final class Identity implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Identity.class);

    private final IdentityFiles files;
    private final InstantSource clock;
    private final AtomicLong generations = new AtomicLong();
    private final Watched<Generation> watched;
    private volatile long lastComplaint;

    private Identity(IdentityFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
        this.watched = new Watched<>(files.list(), this::make, this::inspect);
    }

    /**
     * An identity from three PEM files.
     *
     * @param certificate our certificate, followed by its issuers up to, and not necessarily including, the authority
     * @param privateKey its key, not encrypted: PKCS #8 (RSA, EC, Ed25519), PKCS #1 or SEC 1
     * @param trust the certificates of the authorities that we trust
     * @throws IllegalArgumentException if they cannot be used, with a sentence that says why
     */
    public static Identity pem(Path certificate, Path privateKey, Path trust) {
        return new Identity(new IdentityFiles(certificate, privateKey, trust), InstantSource.system());
    }

    /**
     * An identity from a folder that holds {@code tls.crt}, {@code tls.key} and {@code ca.crt} (cert-manager, its SPIFFE
     * driver, Kubernetes), or {@code svid.pem}, {@code svid_key.pem} and {@code svid_bundle.pem} (spiffe-helper).
     *
     * @throws IllegalArgumentException if they are not there or cannot be used, with a sentence that says why
     */
    public static Identity pem(Path folder) {
        return new Identity(IdentityFiles.in(folder), InstantSource.system());
    }

    /** For tests: an identity that lives by another clock. */
    static Identity pem(Path folder, InstantSource clock) {
        return new Identity(IdentityFiles.in(folder), clock);
    }

    /**
     * Reads the {@code identity} block: {@code certificate}, {@code privateKey} and {@code trust}, or {@code folder}.
     * Files that cannot be used are a fault.
     *
     * @return null after a fault
     */
    public static @Nullable Identity from(Settings settings) {
        Path folder = settings.file("folder");
        Path certificate = settings.file("certificate");
        Path privateKey = settings.file("privateKey");
        Path trust = settings.file("trust");
        try {
            if (folder != null && certificate == null && privateKey == null && trust == null) {
                return pem(folder);
            }
            if (folder == null && certificate != null && privateKey != null && trust != null) {
                return pem(certificate, privateKey, trust);
            }
            settings.fault(
                    "certificate",
                    "An identity needs certificate, privateKey and trust, or folder alone for the three in one place.");
        } catch (IllegalArgumentException e) {
            settings.fault(folder != null ? "folder" : "certificate", String.valueOf(e.getMessage()));
        }
        return null;
    }

    private Generation make(List<byte[]> contents) throws BadMaterialException {
        Material material = Material.of(files, contents, clock.instant());
        return new Generation(generations.incrementAndGet(), material);
    }

    /** Says once for each generation that it should have been replaced, and once that it is too late. */
    private void inspect(Generation generation) {
        Instant now = clock.instant();
        Instant end = generation.expires();
        Instant begin = generation.chain().get(0).getNotBefore().toInstant();
        Duration left = Duration.between(now, end);
        if (left.isNegative()) {
            complain(-generation.number(), "expired at " + end + ". Others refuse it. Replace its files.");
        } else if (left.multipliedBy(10).compareTo(Duration.between(begin, end)) < 0) {
            complain(
                    generation.number(),
                    "expires at " + end
                            + ", and nine tenths of its time are over. Whatever renews it seems not to work.");
        }
    }

    /** The timer's thread alone comes here. */
    private void complain(long complaint, String sentence) {
        if (complaint != lastComplaint) {
            lastComplaint = complaint;
            log.warn("The certificate in {} {}", files.certificate(), sentence);
        }
    }

    /** The number of the generation of which it was said last that it expires; negative where it has. For tests. */
    long lastComplaint() {
        return lastComplaint;
    }

    /** What is in use now. Hold it for one connection, not for ever. */
    public Generation generation() {
        return watched.current();
    }

    /**
     * Looks at the files now instead of at the next round. Blocks for as long as reading them takes.
     *
     * @return whether a new generation took over
     */
    public boolean reload() {
        return watched.reload();
    }

    /** Why the files as they are now are not in use, in a sentence; null if they are. */
    public @Nullable String problem() {
        return watched.problem();
    }

    /**
     * Has the listener called with each new generation, in the thread that noticed it; servers put it into their
     * connectors so. Closing what is returned ends that.
     */
    public AutoCloseable onChange(Consumer<Generation> listener) {
        return watched.onChange(listener);
    }

    /**
     * Reports {@code hauberk.tls.certificate.expiry}, the seconds until the certificate in use expires, and {@code
     * hauberk.tls.certificate.reloads}, the changes of the files by {@code outcome} ({@code accepted}, {@code refused}).
     */
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("hauberk.tls.certificate.expiry", this, Identity::secondsLeft)
                .description("How long the certificate in use is still valid")
                .baseUnit("seconds")
                .register(registry);
        counter(registry, "accepted", Watched::accepted);
        counter(registry, "refused", Watched::refused);
    }

    private void counter(
            MeterRegistry registry, String outcome, java.util.function.ToDoubleFunction<Watched<Generation>> count) {
        FunctionCounter.builder("hauberk.tls.certificate.reloads", watched, count)
                .description("Changes of the certificate files")
                .tag("outcome", outcome)
                .register(registry);
    }

    private double secondsLeft() {
        Instant end = generation().expires();
        return Duration.between(clock.instant(), end).toMillis() / 1000.0;
    }

    /** The watch's next round, patience included; for tests. */
    void poll() {
        watched.poll();
    }

    /** Ends the watch. What is in use stays usable. */
    @Override
    public void close() {
        watched.close();
    }

    @Override
    public String toString() {
        return watched.current() + " (" + files.certificate() + ")";
    }
}
