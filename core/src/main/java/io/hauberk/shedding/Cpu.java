package io.hauberk.shedding;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How busy the processors are that this process may use: 0 to 1, below 0 where the JVM does not tell. In a container those
 * of its control group.
 */
final class Cpu implements DoubleSupplier {
    private final @Nullable MethodHandle load = find();

    /** {@code com.sun.management} is there in all JDKs we know of, and not in every image made of one. */
    private static @Nullable MethodHandle find() {
        try {
            Class<?> bean = Class.forName("com.sun.management.OperatingSystemMXBean");
            Object system = ManagementFactory.getOperatingSystemMXBean();
            return bean.isInstance(system)
                    ? MethodHandles.publicLookup()
                            .findVirtual(bean, "getCpuLoad", MethodType.methodType(double.class))
                            .bindTo(system)
                    : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    @Override
    public double getAsDouble() {
        try {
            return load == null ? -1 : (double) load.invokeExact();
        } catch (Throwable e) {
            return -1;
        }
    }
}
