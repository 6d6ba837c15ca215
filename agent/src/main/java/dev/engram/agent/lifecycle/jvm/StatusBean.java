package dev.engram.agent.lifecycle.jvm;

import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * What JMX shows of Engram, as {@code dev.engram:type=Engram}: {@code Status}, which is what {@code ./engram status --json} prints,
 * and {@code Recording}, which can be set.
 *
 * <p>A dynamic bean, since the JVM keeps what it learns of the interface of any other, and with it the class loader.
 */
public final class StatusBean implements DynamicMBean {

    private static final String NAME = "dev.engram:type=Engram";
    private static final String STATUS = "Status";
    private static final String RECORDING = "Recording";

    private final Supplier<String> status;
    private final BooleanSupplier isRecording;
    private final Consumer<Boolean> record;

    /**
     * A bean that nobody sees yet.
     *
     * @param record switches recording
     */
    public StatusBean(Supplier<String> status, BooleanSupplier isRecording, Consumer<Boolean> record) {
        this.status = status;
        this.isRecording = isRecording;
        this.record = record;
    }

    /**
     * Puts it into the JVM's server of beans.
     *
     * @throws IllegalStateException in one sentence, where the server does not take it
     */
    public void register() {
        try {
            ManagementFactory.getPlatformMBeanServer().registerMBean(this, new ObjectName(NAME));
        } catch (JMException refused) {
            throw new IllegalStateException("The JMX bean " + NAME + " cannot be shown: " + refused, refused);
        }
    }

    /** Takes it away; does nothing where it is not there. */
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

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        return switch (name) {
            case STATUS -> status.get();
            case RECORDING -> isRecording.getAsBoolean();
            default -> throw new AttributeNotFoundException(name);
        };
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        if (!attribute.getName().equals(RECORDING) || !(attribute.getValue() instanceof Boolean on)) {
            throw new AttributeNotFoundException(
                    attribute.getName() + " cannot be set; Recording can, to true or false.");
        }
        record.accept(on);
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList found = new AttributeList();
        for (String each : names) {
            try {
                found.add(new Attribute(each, getAttribute(each)));
            } catch (AttributeNotFoundException left) {
                // As the interface has it: what is not there is left out.
            }
        }
        return found;
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        AttributeList set = new AttributeList();
        for (Attribute each : attributes.asList()) {
            try {
                setAttribute(each);
                set.add(each);
            } catch (AttributeNotFoundException left) {
                // As above.
            }
        }
        return set;
    }

    @Override
    public Object invoke(String action, Object @Nullable [] parameters, String @Nullable [] signature) {
        throw new IllegalArgumentException("There is no operation " + action + ".");
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = {
            new MBeanAttributeInfo(
                    STATUS, "java.lang.String", "What Engram records, lost and costs, as JSON.", true, false, false),
            new MBeanAttributeInfo(RECORDING, "boolean", "Whether calls are recorded.", true, true, true)
        };
        return new MBeanInfo(StatusBean.class.getName(), "Engram in this process.", attributes, null, null, null);
    }
}
