package io.hauberk.testkit;

import io.hauberk.Exchange;

/** Some rows of {@link InboundContract}. */
interface Rows {
    /** The exchange of the calling thread, which must have one. */
    static Exchange here() {
        Exchange exchange = Exchange.current();
        if (exchange == null) {
            throw new AssertionError("This thread should be inside an exchange, but it is not.");
        }
        return exchange;
    }

    default Rig rig() {
        return ((InboundContract) this).rig;
    }
}
