package io.hauberk.network;

/**
 * A network in CIDR form: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address. Immutable.
 *
 * @param network its first address
 * @param prefix how many bits are the network's: up to 32 for IPv4, up to 128 for IPv6
 */
public record Cidr(IpAddress network, int prefix) {
    /** @throws IllegalArgumentException if the prefix is too long, or the address has bits beyond it */
    public Cidr {
        if (prefix < 0 || prefix > (network.v4() ? 32 : 128)) {
            throw new IllegalArgumentException("The network " + network + "/" + prefix
                    + " has a prefix out of range: IPv4" + " takes 0 to 32, IPv6 0 to 128.");
        }
        if (!network.network(prefix).equals(network)) {
            throw new IllegalArgumentException("The network " + network + "/" + prefix
                    + " names one address in it. Write " + network.network(prefix) + "/" + prefix
                    + " for the network, or " + network + " for the address.");
        }
    }

    /**
     * Reads a network.
     *
     * @throws IllegalArgumentException if the text is none; the message says why
     */
    public static Cidr of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            IpAddress address = IpAddress.of(text);
            return new Cidr(address, address.v4() ? 32 : 128);
        }
        IpAddress network = IpAddress.of(text.substring(0, slash));
        String prefix = text.substring(slash + 1);
        if (!prefix.matches("0|[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a network: after the slash comes the number of its bits, such as 10.0.0.0/8.");
        }
        return new Cidr(network, Integer.parseInt(prefix) - (mapped(network, text) ? 96 : 0));
    }

    private static boolean mapped(IpAddress network, String text) {
        return network.v4() && text.indexOf(':') >= 0;
    }

    /** Whether the address is in the network. */
    public boolean contains(IpAddress address) {
        return address.v4() == network.v4() && address.network(prefix).equals(network);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
