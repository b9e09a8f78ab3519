package io.hauberk.spiffe;

import io.hauberk.identity.CertificateSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A source of certificates that a SPIFFE agent pushes: {@code Identity.from(WorkloadApi.at("unix:///run/agent.sock"))}.
 * The bundles of federated trust domains come with them. Immutable; each identity that begins it has a connection and a
 * daemon thread of its own.
 *
 * <p>While the agent cannot be reached, what was delivered last stays in use; it is tried again after 1 s, then 2 s, and so
 * on up to 30 s, each between half and all of that. So is one that takes a call and says nothing for 10 s; one that has said
 * something may be silent for as long as it answers pings, one every six minutes.
 */
public final class WorkloadApi implements CertificateSource {
    private static final String VARIABLE = "SPIFFE_ENDPOINT_SOCKET";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AgentAddress address;
    private final @Nullable String hint;
    private final LongUnaryOperator random;
    private final Duration firstPause;
    private final Duration patience;

    private WorkloadApi(
            AgentAddress address,
            @Nullable String hint,
            LongUnaryOperator random,
            Duration firstPause,
            Duration patience) {
        this.address = address;
        this.hint = hint;
        this.random = random;
        this.firstPause = firstPause;
        this.patience = patience;
    }

    /**
     * The agent at an address: {@code unix:///run/spire/sockets/agent.sock}, or {@code tcp://127.0.0.1:8081}.
     *
     * @throws IllegalArgumentException if it is no such address, with a sentence
     */
    public static WorkloadApi at(String address) {
        return new WorkloadApi(
                AgentAddress.parse(address),
                null,
                bound -> ThreadLocalRandom.current().nextLong(bound),
                Duration.ofSeconds(1),
                PATIENCE);
    }

    /** The agent behind a Unix socket. */
    public static WorkloadApi at(Path socket) {
        return at("unix://" + socket.toAbsolutePath());
    }

    /**
     * The agent that the environment variable {@code SPIFFE_ENDPOINT_SOCKET} names.
     *
     * @throws IllegalArgumentException if it is not set, or is no address
     */
    public static WorkloadApi fromEnvironment() {
        String address = System.getenv(VARIABLE);
        if (address == null || address.isBlank()) {
            throw new IllegalArgumentException("The environment variable " + VARIABLE
                    + " is not set, so it is not known where the agent is. Set it, or name the socket.");
        }
        return at(address);
    }

    /** Of several identities that the agent gives us, the one with this hint. Default: the first, as the standard says. */
    public WorkloadApi hint(String hint) {
        return new WorkloadApi(address, hint, random, firstPause, patience);
    }

    /** For tests: with other pauses. */
    WorkloadApi pausing(Duration first) {
        return new WorkloadApi(address, hint, bound -> bound - 1, first, patience);
    }

    /** For tests: with another patience. */
    WorkloadApi patience(Duration patience) {
        return new WorkloadApi(address, hint, random, firstPause, patience);
    }

    @Override
    public AutoCloseable begin(Receiver receiver) {
        Watcher watcher = new Watcher(new AgentCall(address, patience), hint, receiver, new Pauses(firstPause, random));
        watcher.start();
        return watcher;
    }

    @Override
    public String toString() {
        return "the SPIFFE agent at " + address;
    }
}
