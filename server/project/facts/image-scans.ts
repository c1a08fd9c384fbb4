import { mentionsImageScan } from '../../languages/workflow/image-steps';
import { type FactProvider, isYamlPath } from './fact-provider';

/** The paths of CI workflows that look for vulnerabilities in images. */
export const imageScans: FactProvider<string> = {
  concerns: isYamlPath,
  read: ({ kind, path, text }) => (kind === 'workflow' && mentionsImageScan(text) ? path : null),
};
