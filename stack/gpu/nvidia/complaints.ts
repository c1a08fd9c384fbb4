/** What nvidia-smi says when it cannot say what was asked, and what helps. */
const KNOWN: readonly { readonly pattern: RegExp; readonly remedy: string }[] = [
  {
    pattern: /driver\/library version mismatch/i,
    remedy:
      'The driver was updated while it was in use: restart the machine (or unload and load the nvidia kernel modules).',
  },
  {
    pattern: /couldn't communicate with the NVIDIA driver/i,
    remedy: 'The kernel module is not loaded: run "sudo modprobe nvidia", or reinstall the driver for this kernel.',
  },
  {
    pattern: /insufficient permissions/i,
    remedy: 'This user may not open /dev/nvidia*: add the user to the group those files belong to.',
  },
  {
    pattern: /GPU is lost|fallen off the bus|requires? (?:a )?reset/i,
    remedy: 'The GPU no longer answers: restart the machine; if it comes back, look at power, heat and the slot.',
  },
  {
    pattern: /unable to determine the device handle/i,
    remedy: 'One GPU no longer answers: restart the machine; if it comes back, look at power, heat and the slot.',
  },
  {
    pattern: /failed to initialize NVML|unknown error/i,
    remedy:
      'The driver is installed and does not work here; in a container, start it again with the GPU ("--gpus all").',
  },
  {
    pattern: /GPU access blocked by the operating system|dxcore/i,
    remedy: 'Update the NVIDIA driver of Windows, then run "wsl --shutdown".',
  },
];

/** What to do about something nvidia-smi said; undefined when that is normal, or nobody knows. */
export function remedyFor(said: string): string | undefined {
  return KNOWN.find(({ pattern }) => pattern.test(said))?.remedy;
}

export const HANGING_REMEDY =
  'The driver does not answer: look for Xid errors in the kernel log (sudo dmesg | grep -i xid); a restart of the machine helps.';
