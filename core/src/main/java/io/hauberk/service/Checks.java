package io.hauberk.service;

import io.hauberk.discovery.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health checks of one service, one after the other on a few threads. Each endpoint has its own time, which chance
 * varies by a tenth; a single timer looks now and then whose time has come. Thread-safe.
 */
final class Checks {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    static final Duration SHORTEST = Duration.ofMillis(50);
    static final Duration LONGEST = Duration.ofMillis(500);

    private final Pool pool;
    private final ServiceMeters meters;
    private final Commons commons;
    private final Supply.Timer timer;
    private final Executor threads;

    // Guarded by this.
    private Map<Member, Patient> patients = new HashMap<>();
    private @Nullable Probe probe;
    private String service = "";
    private int round;

    Checks(Pool pool, ServiceMeters meters, Commons commons, Supply.Timer timer, Executor threads) {
        this.pool = pool;
        this.meters = meters;
        this.commons = commons;
        this.timer = timer;
        this.threads = threads;
    }

    /** Goes by this service from now on, which is spoken to by this transport. */
    synchronized void follow(Service service, Transport transport) {
        HealthCheck wanted = service.healthCheck();
        HealthCheck before = probe == null ? null : probe.check();
        this.service = service.name();
        if (wanted == null) {
            stop();
            return;
        }
        probe = new Probe(service, wanted, transport, commons.ticker());
        if (!wanted.equals(before)) {
            patients = new HashMap<>();
            round++;
            look(round);
        }
    }

    /** Nobody is checked any more, and nobody counts as unwell. */
    synchronized void stop() {
        if (probe != null) {
            probe = null;
            round++;
            patients.keySet()
                    .forEach(member -> pool.sick(member, false, commons.ticker().nanos()));
            patients = new HashMap<>();
        }
    }

    /** Begins the checks that are due, and comes back when the next ones are. */
    private void look(int ofRound) {
        List<Patient> due = new ArrayList<>();
        Probe by;
        Duration next;
        synchronized (this) {
            by = probe;
            if (by == null || ofRound != round) {
                return;
            }
            long now = commons.ticker().nanos();
            admit(by.check(), now);
            long wait = LONGEST.toNanos();
            for (Patient patient : patients.values()) {
                if (patient.away) {
                    continue;
                }
                if (!patient.asked && now - patient.at >= 0) {
                    patient.asked = true;
                    patient.at = now + spread(by.check().every());
                    due.add(patient);
                }
                wait = Math.min(wait, patient.at - now);
            }
            next = Duration.ofNanos(Math.max(wait, SHORTEST.toNanos()));
        }
        for (Patient patient : due) {
            threads.execute(() -> check(patient, by));
        }
        timer.later(next, () -> look(ofRound));
    }

    /** Who is new, or back, is checked soon; who may come back is not checked meanwhile; who has gone is forgotten. */
    private void admit(HealthCheck check, long now) {
        Map<Member, Patient> next = new HashMap<>();
        List<Member> away;
        List<Member> present;
        synchronized (pool) {
            away = pool.away();
            present = pool.known();
        }
        for (Member member : away) {
            Patient known = patients.get(member);
            if (known != null) {
                known.away = true;
                next.put(member, known);
            }
        }
        for (Member member : present) {
            Patient known = patients.get(member);
            if (known == null) {
                known = new Patient(member, soon(check, now));
                if (!check.assumesHealthy()) {
                    pool.sick(member, true, now);
                }
            } else if (known.away) {
                known.away = false;
                known.at = soon(check, now);
            }
            next.put(member, known);
        }
        patients = next;
    }

    /** Not all in the same instant, where they are many. */
    private long soon(HealthCheck check, long now) {
        double soon = Math.min(0.1, pool.members().size() / 1000.0) * commons.fraction();
        return now + (long) (soon * check.every().toNanos());
    }

    private long spread(Duration every) {
        return (long) (every.toNanos() * (0.9 + 0.2 * commons.fraction()));
    }

    private void check(Patient patient, Probe by) {
        Endpoint endpoint = patient.member.endpoint();
        String wrong = "failed";
        try {
            wrong = by.ask(endpoint);
        } catch (RuntimeException e) {
            log.error("Service {}: a health check of {} failed by itself.", service, endpoint, e);
        } finally {
            meters.checked(wrong.isEmpty() ? "passed" : wrong);
            learn(patient, by, wrong, commons.ticker().nanos());
        }
    }

    private void learn(Patient patient, Probe by, String wrong, long now) {
        Member member = patient.member;
        boolean sick = member.sick();
        synchronized (this) {
            patient.asked = false;
            if (probe == null || patients.get(member) != patient) {
                return;
            }
            boolean well = patient.learns(wrong.isEmpty(), by.check());
            if (well == sick) {
                pool.sick(member, !well, now);
            }
            if (wrong.isEmpty() && by.check().endsEjection()) {
                pool.ejections().shorten(member, now);
            }
        }
        if (!sick && member.sick()) {
            log.warn("Service {} leaves {} out: its health check fails ({}).", service, member, wrong);
        } else if (sick && !member.sick()) {
            log.info("Service {} takes {} back: its health check passes.", service, member);
        }
    }

    /** An endpoint under observation. */
    private static final class Patient {
        private final Member member;
        private long at;
        private boolean asked;
        private boolean away;
        private boolean known;
        private int inARow;
        private boolean lastPassed;

        Patient(Member member, long at) {
            this.member = member;
            this.at = at;
        }

        /** Whether it is well, after one more check. The first one decides alone. */
        boolean learns(boolean passed, HealthCheck check) {
            inARow = passed == lastPassed ? inARow + 1 : 1;
            lastPassed = passed;
            boolean decided = !known || inARow >= (passed ? check.healthy() : check.unhealthy());
            known = true;
            return decided ? passed : !member.sick();
        }
    }
}
