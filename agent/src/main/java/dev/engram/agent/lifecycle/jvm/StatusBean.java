package dev.engram.agent.lifecycle.jvm;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** Puts a bean into the JVM's server of beans, and takes it away. */
public final class StatusBean {

    private static final String NAME = "dev.engram:type=Engram";

    private StatusBean() {}

    /**
     * Shows a bean.
     *
     * @throws IllegalStateException in one sentence, where the server does not take it
     */
    public static void register(EngramMXBean bean) {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(bean, new ObjectName(NAME));
        } catch (JMException refused) {
            throw new IllegalStateException("The JMX bean " + NAME + " cannot be shown: " + refused, refused);
        }
    }

    /** Does nothing where it is not there. */
    public static void unregister() {
        try {
            ObjectName name = new ObjectName(NAME);
            if (ManagementFactory.getPlatformMBeanServer().isRegistered(name)) {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
            }
        } catch (JMException gone) {
            // Somebody else took it away.
        }
    }
}
