package io.hauberk.config;

import io.hauberk.gateway.Gateway;
import io.hauberk.identity.Identity;
import io.hauberk.killswitch.SwitchedOff;
import io.hauberk.killswitch.Switches;
import io.hauberk.service.Service;
import io.hauberk.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration, as its objects. Nothing of it runs yet.
 *
 * @param faults what is wrong with it, and what is doubtful
 * @param sources the files that it was read from
 * @param kept its instances that hold state
 * @param content the rest; null where an error keeps it from being used
 */
record Configuration(
        List<Fault> faults,
        Sources sources,
        Kept kept,
        @Nullable Content content) {
    /**
     * What can be used.
     *
     * @param refusesUnknownHosts whether calls to hosts that are no service are refused
     * @param explainer says what a request would meet
     * @param switches the kill switches
     * @param fromFile what {@code killSwitches} switches off
     * @param fromEnvironment what the environment switches off
     */
    record Content(
            Gateway gateway,
            List<Service> services,
            List<Store> stores,
            Server server,
            @Nullable Identity identity,
            boolean refusesUnknownHosts,
            Explainer explainer,
            Switches switches,
            List<SwitchedOff> fromFile,
            List<SwitchedOff> fromEnvironment) {
        /** Switches off what is said to be off. */
        void obey() {
            gateway.obey("file", fromFile);
            gateway.obey("environment", fromEnvironment);
        }
    }
}
