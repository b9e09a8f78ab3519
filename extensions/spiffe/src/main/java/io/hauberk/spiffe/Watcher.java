package io.hauberk.spiffe;

import io.hauberk.identity.CertificateSource.Receiver;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that calls the agent, hands over what comes, and calls again when the stream ends. */
final class Watcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);

    private final AgentCall call;
    private final @Nullable String hint;
    private final Receiver receiver;
    private final Pauses pauses;
    private final CountDownLatch closing = new CountDownLatch(1);

    Watcher(AgentCall call, @Nullable String hint, Receiver receiver, Pauses pauses) {
        this.call = call;
        this.hint = hint;
        this.receiver = receiver;
        this.pauses = pauses;
    }

    void start() {
        Thread thread = new Thread(this::watch, "hauberk-spiffe");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        boolean again = true;
        while (again && closing.getCount() > 0) {
            try {
                call.run(this::deliver);
            } catch (AgentCall.GrpcException e) {
                again = !e.forEver();
                complain(e);
            } catch (IOException | RuntimeException e) {
                complain(e);
            }
            again = again && rested();
        }
        call.close();
    }

    private void deliver(byte[] message) throws IOException {
        Svids svids = Svids.read(message);
        if (receiver.offer(SvidMaterial.of(svids.chosen(hint), svids.federated()))) {
            pauses.reset();
        }
    }

    private void complain(Exception e) {
        if (closing.getCount() > 0) {
            receiver.problem("The SPIFFE agent at " + call + " delivers nothing new: "
                    + (e.getMessage() == null ? e.toString() : e.getMessage()));
            log.debug("The call of the agent at {} ended.", call, e);
        }
    }

    /** Whether to go on after a pause. */
    private boolean rested() {
        try {
            return !closing.await(pauses.nextNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        call.close();
    }
}
